package io.busbar.bus.outbound;

import static io.busbar.bus.outbound.OutboundFixture.error;
import static io.busbar.bus.outbound.OutboundFixture.get;
import static io.busbar.bus.outbound.OutboundFixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.outbound.OutboundError.RefusedRequest;
import io.busbar.testing.UsesServers;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@UsesServers
class OutboundRedirectTest {
    private final OutboundFixture fixture = new OutboundFixture();
    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final OutboundClient following =
            fixture.users(OutboundLimits.defaults().withMaxRedirects(2));

    /** Notes what arrives: method, body, secret. */
    private final String other = "http://" + OutboundFixture.OTHER_PUBLIC + ":"
            + fixture.listen(
                            OutboundFixture.OTHER_PUBLIC,
                            request -> request.body().onSuccess(body -> {
                                arrived.add(request.method() + " " + body + " " + request.getHeader("Authorization"));
                                request.response().end("there");
                            }))
                    .actualPort();

    /** Redirects {@code /301} to the other server, {@code /loop} to itself. */
    private final String server = fixture.serve(request -> {
        boolean isLoop = request.path().equals("/loop");
        request.response()
                .setStatusCode(isLoop ? 302 : Integer.parseInt(request.path().substring(1)))
                .putHeader("Location", isLoop ? "/loop" : other + "/there")
                .putHeader("Set-Cookie", "a=b")
                .end();
    });

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void send_byDefault_returnsTheRedirect() {
        OutboundClient client = fixture.outbound.client(OutboundTarget.vendor("vendor", server));

        assertThat(get(client, "/302").status()).isEqualTo(302);
        assertThat(arrived).isEmpty();
    }

    @Test
    void send_followingToAnotherOrigin_dropsSecretsAndKeepsTheMethodAsTheStatusSays() {
        for (int status : List.of(301, 302, 303, 307, 308)) {
            OutboundRequest request = OutboundRequest.post(server + "/" + status)
                    .body(Buffer.buffer("body"), "text/plain")
                    .header("Authorization", "Bearer secret");

            assertThat(send(following, request).body().toString()).isEqualTo("there");
        }
        assertThat(arrived).containsExactly("GET  null", "GET  null", "GET  null", "POST body null", "POST body null");
    }

    @Test
    void send_withMoreRedirectsThanAllowed_returnsTheLast() {
        assertThat(get(following, server + "/loop").status()).isEqualTo(302);
    }

    @Test
    void vendor_thatRedirectsToAnotherHost_isRefused() {
        OutboundClient vendor = fixture.outbound.client(OutboundTarget.vendor("vendor", server)
                .withLimits(OutboundLimits.defaults().withMaxRedirects(1)));

        assertThat(error(vendor, "/302")).isEqualTo(new RefusedRequest("redirects to another host than the vendor's"));
        assertThat(arrived).isEmpty();
    }

    @Test
    void redirect_fromHttpsToHttp_isRefused() {
        OutboundUrl url = OutboundUrl.parse("https://example.com/", Set.of());
        OutboundResponse response = new OutboundResponse(
                302, MultiMap.caseInsensitiveMultiMap().add("location", "http://example.com/"), Buffer.buffer());

        assertThatThrownBy(() -> RedirectRule.next(OutboundTarget.userUrls("users"), url, response))
                .hasMessage("redirects from https to http");
    }

    @Test
    void requestsAndErrors_asText_containNoSecret() {
        OutboundRequest request = OutboundRequest.post("https://hooks.example/services/SECRET?key=SECRET")
                .header("Authorization", "Bearer SECRET")
                .body(Buffer.buffer("SECRET"), "text/plain");
        OutboundResponse response = new OutboundResponse(
                200, MultiMap.caseInsensitiveMultiMap().add("Set-Cookie", "SECRET"), Buffer.buffer("SECRET"));

        assertThat(request + " " + response + " " + error(following, "https://u:SECRET@127.0.0.1/SECRET?SECRET"))
                .doesNotContain("SECRET")
                .contains("Authorization");
    }
}
