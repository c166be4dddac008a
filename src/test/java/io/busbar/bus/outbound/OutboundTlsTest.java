package io.busbar.bus.outbound;

import static io.busbar.bus.outbound.OutboundFixture.error;
import static io.busbar.bus.outbound.OutboundFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.outbound.OutboundError.TlsFailed;
import io.busbar.testing.TestCertificates;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS is verified for the host of the URL, although the connection goes to an address; and hosts never share a connection. */
@UsesServers
class OutboundTlsTest {
    @TempDir
    Path folder;

    private final List<String> served = new CopyOnWriteArrayList<>();

    @Test
    void send_overTls_verifiesTheCertificateForTheHost() {
        TestCertificates certificates = TestCertificates.create(folder, "dns:secure.test");
        PemTrustOptions trust =
                new PemTrustOptions().addCertPath(certificates.ca().toString());
        try (OutboundFixture fixture = new OutboundFixture(trust);
                OutboundFixture distrusting = new OutboundFixture()) {
            int port = serveTls(fixture.vertx, certificates);
            fixture.names.answer("secure.test", OutboundFixture.PUBLIC).answer("other.test", OutboundFixture.PUBLIC);
            distrusting.names.answer("secure.test", OutboundFixture.PUBLIC);

            assertThat(get(fixture.users(), "https://secure.test:" + port + "/").status())
                    .isEqualTo(200);
            assertThat(error(fixture.users(), "https://other.test:" + port + "/"))
                    .isEqualTo(new TlsFailed("other.test"));
            assertThat(error(fixture.users(), "https://" + OutboundFixture.PUBLIC + ":" + port + "/"))
                    .isInstanceOf(TlsFailed.class);
            assertThat(error(distrusting.users(), "https://secure.test:" + port + "/"))
                    .isInstanceOf(TlsFailed.class);
            assertThat(served).hasSize(1);
        }
    }

    @Test
    void send_toHostsWithOneAddress_sharesNoConnectionBetweenThem() {
        try (OutboundFixture fixture = new OutboundFixture()) {
            String port = fixture.serve(this::note).replaceAll(".*:", ":");
            fixture.names.answer("a.test", OutboundFixture.PUBLIC).answer("b.test", OutboundFixture.PUBLIC);

            for (String host : List.of("a.test", "b.test", "a.test", "b.test")) {
                get(fixture.users(), "http://" + host + port + "/");
            }

            assertThat(served).hasSize(4);
            assertThat(served.get(0)).startsWith("a.test").isEqualTo(served.get(2));
            assertThat(served.get(1)).startsWith("b.test").isEqualTo(served.get(3));
            assertThat(served.get(0).replaceAll(".* ", ""))
                    .isNotEqualTo(served.get(1).replaceAll(".* ", ""));
        }
    }

    private int serveTls(Vertx vertx, TestCertificates certificates) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificates.certificate().toString())
                        .setKeyPath(certificates.key().toString()));
        return vertx.createHttpServer(options)
                .requestHandler(this::note)
                .listen(0, OutboundFixture.PUBLIC)
                .await()
                .actualPort();
    }

    /** Notes the Host header and the client's port, which names the connection. */
    private void note(HttpServerRequest request) {
        served.add(request.getHeader("Host") + " " + request.remoteAddress().port());
        request.response().end();
    }
}
