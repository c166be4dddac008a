package io.busbar.bus.outbound;

import static io.busbar.bus.outbound.OutboundFixture.OTHER_PUBLIC;
import static io.busbar.bus.outbound.OutboundFixture.PUBLIC;
import static io.busbar.bus.outbound.OutboundFixture.error;
import static io.busbar.bus.outbound.OutboundFixture.get;
import static io.busbar.bus.outbound.OutboundFixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.FailureCode;
import io.busbar.bus.outbound.OutboundError.RefusedAddress;
import io.busbar.bus.outbound.OutboundError.RefusedRequest;
import io.busbar.bus.outbound.OutboundError.UnresolvedHost;
import io.busbar.bus.text.CidrBlock;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Server-side request forgery: whatever a URL looks like and a name server says, no private address gets a connection. */
@UsesServers
class AddressCheckTest {
    /** %d is the port of the canary on 127.0.0.1. */
    private static final List<String> FORBIDDEN_URLS = List.of(
            "http://127.0.0.1:%d/",
            "https://127.0.0.1:%d/",
            "HTTP://127.0.0.1:%d/",
            "http://127.0.0.1.:%d/",
            "http://127.1:%d/",
            "http://127.0.1:%d/",
            "http://127.0.0.01:%d/",
            "http://127.000.000.001:%d/",
            "http://0127.0.0.1:%d/",
            "http://0177.0.0.1:%d/",
            "http://0177.0.0.01:%d/",
            "http://017700000001:%d/",
            "http://2130706433:%d/",
            "http://2130706433.:%d/",
            "http://0x7f000001:%d/",
            "http://0x7f.0x0.0x0.0x1:%d/",
            "http://0x7f.1:%d/",
            "http://127.0.0.0x1:%d/",
            "http://4294967296:%d/",
            "http://0:%d/",
            "http://0.0.0.0:%d/",
            "http://[::]:%d/",
            "http://[::1]:%d/",
            "http://[0:0:0:0:0:0:0:1]:%d/",
            "http://[0000::0001]:%d/",
            "http://[::ffff:127.0.0.1]:%d/",
            "http://[::ffff:7f00:1]:%d/",
            "http://[::FFFF:127.0.0.1]:%d/",
            "http://[::127.0.0.1]:%d/",
            "http://[::7f00:1]:%d/",
            "http://[64:ff9b::127.0.0.1]:%d/",
            "http://[64:ff9b::7f00:1]:%d/",
            "http://[64:ff9b:1::7f00:1]:%d/",
            "http://[2002:7f00:1::]:%d/",
            "http://[2001:0:7f00:1::]:%d/",
            "http://[fe80::1]:%d/",
            "http://[fe80::1%%lo]:%d/",
            "http://[fe80::1%%25lo]:%d/",
            "http://[fc00::1]:%d/",
            "http://[fd00:ec2::254]:%d/",
            "http://[ff02::1]:%d/",
            "http://[2001:db8::1]:%d/",
            "http://[127.0.0.1]:%d/",
            "http://[::1:%d/",
            "http://localhost:%d/",
            "http://LOCALHOST:%d/",
            "http://localhost.:%d/",
            "http://user@127.0.0.1:%d/",
            "http://user:password@127.0.0.1:%d/",
            "http://example.com@127.0.0.1:%d/",
            "http://example.com:80@127.0.0.1:%d/",
            "http://127.0.0.1:%d#@example.com/",
            "http://127.0.0.1:%d\\@example.com/",
            "http://example.com\\@127.0.0.1:%d/",
            "http://example.com &@127.0.0.1:%d/",
            "http://127.0.0.1:%d%%2f@example.com/",
            "http://%%31%%32%%37.0.0.1:%d/",
            "http://127%%2e0%%2e0%%2e1:%d/",
            "http://１２７.０.０.１:%d/",
            "http://127。0。0。1:%d/",
            "http://①②⑦.⓪.⓪.①:%d/",
            "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:%d/",
            "http://ｌｏｃａｌｈｏｓｔ:%d/",
            "http://local\u00adhost:%d/",
            "http://127.0.0.1\u200b:%d/",
            "http://127.0.0.1\r\nHost: example.com:%d/",
            "http://127.0.0.1:%d/\r\nX-Evil: yes",
            "http://127.0.0.1%%0d%%0aHost:%d/",
            "http://127.0.0.1\t:%d/",
            " http://127.0.0.1:%d/",
            "http:127.0.0.1:%d/",
            "http:/127.0.0.1:%d/",
            "http:///127.0.0.1:%d/",
            "//127.0.0.1:%d/",
            "127.0.0.1:%d",
            "file://127.0.0.1:%d/etc/passwd",
            "file:///etc/passwd?%d",
            "gopher://127.0.0.1:%d/_GET",
            "ftp://127.0.0.1:%d/",
            "dict://127.0.0.1:%d/",
            "ldap://127.0.0.1:%d/",
            "ws://127.0.0.1:%d/",
            "jar:http://127.0.0.1:%d/!/",
            "javascript:alert(%d)",
            "unix:/var/run/docker.sock?%d");

    private static final List<String> PRIVATE_ADDRESSES = List.of(
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::1",
            "::ffff:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b:1::1",
            "fd00::1",
            "2002:7f00:1::");

    private final OutboundFixture fixture = new OutboundFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void send_toForbiddenUrlInAnySpelling_isRefusedWithoutAConnection() {
        for (String pattern : FORBIDDEN_URLS) {
            String url = pattern.formatted(fixture.canaryPort);

            assertThat(error(fixture.users(), url)).as(url).isInstanceOfAny(RefusedRequest.class, RefusedAddress.class);
        }

        assertThat(FORBIDDEN_URLS).doesNotHaveDuplicates().hasSizeGreaterThan(40);
        assertThat(fixture.canaryConnections).hasValue(0);
        assertCanaryWorks();
    }

    @Test
    void send_toNameOfAPrivateAddress_isRefusedWithoutAConnection() {
        PRIVATE_ADDRESSES.forEach(address -> {
            String name = "x" + address.replace(':', '-').replace('.', '-') + "x.test";
            fixture.names.answer(name, address);

            assertThat(error(fixture.users(), "http://" + name + ":" + fixture.canaryPort + "/"))
                    .as(address)
                    .isInstanceOf(RefusedAddress.class);
        });
        assertThat(fixture.canaryConnections).hasValue(0);
    }

    @Test
    void send_toNameWithOnePrivateAddressAmongOthers_isRefused() {
        fixture.names.answer("mixed.test", PUBLIC, "127.0.0.1");

        assertThat(error(fixture.users(), "http://mixed.test:" + fixture.canaryPort + "/"))
                .isEqualTo(new RefusedAddress("mixed.test"));
        assertThat(fixture.canaryConnections).hasValue(0);
    }

    @Test
    void send_toUnknownName_fails() {
        assertThat(error(fixture.users(OutboundLimits.defaults().withMaxAttempts(1)), "http://nowhere.test/"))
                .isEqualTo(new UnresolvedHost("nowhere.test"));
    }

    @Test
    void send_toNameThatIsReboundAfterTheCheck_connectsToTheCheckedAddress() {
        // Both listen on one port, as a rebinding attack needs.
        fixture.vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end(request.getHeader("Host")))
                .listen(fixture.canaryPort, PUBLIC)
                .await();
        fixture.names.answer("rebind.test", PUBLIC).answer("rebind.test", "127.0.0.1");
        String url = "http://rebind.test:" + fixture.canaryPort + "/";

        OutboundResponse response = get(fixture.users(), url);

        assertThat(response.body().toString()).isEqualTo("rebind.test:" + fixture.canaryPort);
        assertThat(fixture.names.queries("rebind.test")).isEqualTo(1);
        assertThat(error(fixture.users(), url)).isEqualTo(new RefusedAddress("rebind.test"));
        assertThat(fixture.names.queries("rebind.test")).isEqualTo(2);
        assertThat(fixture.canaryConnections).hasValue(0);
    }

    @Test
    void send_ifFirstAddressRefusesConnections_triesTheNext() {
        int port = fixture.listen(OTHER_PUBLIC, request -> request.response().end("here"))
                .actualPort();
        fixture.names.answer("two.test", PUBLIC, OTHER_PUBLIC);

        assertThat(get(fixture.users(), "http://two.test:" + port + "/").body().toString())
                .isEqualTo("here");
    }

    @Test
    void send_withRedirectIntoAPrivateRange_isRefusedWithoutAConnection() {
        fixture.names.answer("loop.test", "127.0.0.1");
        List<String> locations = List.of(
                "http://127.0.0.1:%d/",
                "//127.0.0.1:%d/", "http://loop.test:%d/", "http://[::1]:%d/", "http://2130706433:%d/");
        String server = fixture.serve(request -> request.response()
                .setStatusCode(302)
                .putHeader(
                        "Location",
                        locations
                                .get(Integer.parseInt(request.path().substring(1)))
                                .formatted(fixture.canaryPort))
                .end());
        OutboundClient client = fixture.users(OutboundLimits.defaults().withMaxRedirects(3));

        for (int i = 0; i < locations.size(); i++) {
            assertThat(error(client, server + "/" + i))
                    .as(locations.get(i))
                    .isInstanceOfAny(RefusedAddress.class, RefusedRequest.class);
        }
        assertThat(fixture.canaryConnections).hasValue(0);
    }

    @Test
    void send_toPortThatIsNotAllowed_isRefused() {
        OutboundClient web = fixture.outbound.client(OutboundTarget.userUrls("web"));
        String server = fixture.serve(request -> request.response().end());

        assertThat(error(web, server)).isEqualTo(new RefusedRequest("must use one of the ports 80, 443"));
        assertThat(error(fixture.users(), PUBLIC + ":99999")).isInstanceOf(RefusedRequest.class);
        assertThat(error(fixture.users(), "http://" + PUBLIC + ":99999/")).isInstanceOf(RefusedRequest.class);
        assertThat(error(fixture.users(), "http://" + PUBLIC + ":0/")).isInstanceOf(RefusedRequest.class);
    }

    @Test
    void send_withHeaderThatChangesTheRequest_isRefused() {
        OutboundRequest request =
                OutboundRequest.get(fixture.serve(r -> r.response().end()));

        for (String name :
                List.of("Host", "content-length", "Transfer-Encoding", "Cookie", "Proxy-Authorization", "X Y")) {
            assertThat(error(OutboundFixture.start(fixture.users(), request.header(name, "1"))))
                    .as(name)
                    .isInstanceOf(RefusedRequest.class);
        }
        assertThat(error(OutboundFixture.start(fixture.users(), request.header("X-Note", "a\r\nHost: b"))))
                .isInstanceOf(RefusedRequest.class);
        assertThat(send(fixture.users(), request.header("X-Note", "fine")).status())
                .isEqualTo(200);
    }

    @Test
    void vendor_onThisMachine_isReachedOnlyAtItsBaseUrlAndOnlyIfTheOperatorAllows() {
        Outbound embedded = Outbound.open(
                fixture.vertx, new OutboundSettings(List.of(), true, List.of()), new SimpleMeterRegistry());
        String emulator = "http://127.0.0.1:" + fixture.canaryPort;
        OutboundTarget vendor = OutboundTarget.vendor("emulator", emulator);

        assertThat(error(fixture.outbound.client(vendor), "/v1")).isInstanceOf(RefusedAddress.class);
        OutboundClient users = embedded.client(OutboundTarget.userUrls("any")
                .withLimits(OutboundLimits.defaults().withPorts(Set.of())));
        assertThat(error(users, emulator)).isInstanceOf(RefusedAddress.class);
        assertThat(error(embedded.client(vendor), emulator)).isInstanceOf(RefusedRequest.class);
        assertThat(error(embedded.client(vendor), "@example.com/")).isInstanceOf(RefusedRequest.class);
        assertThat(fixture.canaryConnections).hasValue(0);
        assertThat(get(embedded.client(vendor), "/v1").body().toString()).isEqualTo("reached");
        embedded.close().await();
    }

    @Test
    void client_withUnusableBaseUrlOrUsedName_isRefused() {
        fixture.outbound.client(OutboundTarget.vendor("stripe", "https://api.example"));

        for (String url :
                List.of("https://api.example/", "https://user@api.example", "ftp://api.example", "https://x?y")) {
            assertThatThrownBy(() -> fixture.outbound.client(OutboundTarget.vendor("vendor", url)))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> fixture.outbound.client(OutboundTarget.vendor("stripe", "https://other.example")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toFailure_ofRefusedAddress_blamesTheUserOnlyForOwnUrls() {
        OutboundError refused = new RefusedAddress("intranet");

        assertThat(new OutboundException(refused, true).toFailure().code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        assertThat(new OutboundException(refused, false).toFailure().code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
    }

    /** The canary would notice a connection. */
    private void assertCanaryWorks() {
        Outbound careless = Outbound.open(
                fixture.vertx,
                new OutboundSettings(List.of(CidrBlock.parse("127.0.0.0/8")), false, List.of()),
                new SimpleMeterRegistry());
        OutboundClient client = careless.client(OutboundTarget.userUrls("careless")
                .withLimits(OutboundLimits.defaults().withPorts(Set.of())));

        assertThat(get(client, "http://localhost:" + fixture.canaryPort + "/").status())
                .isEqualTo(200);
        assertThat(fixture.canaryConnections).hasValue(1);
        careless.close().await();
    }
}
