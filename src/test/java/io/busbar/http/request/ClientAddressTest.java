package io.busbar.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.text.CidrBlock;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static final List<CidrBlock> PROXIES = List.of(CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("::1"));

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "10.1.2.3,10.1.2.3,true",
        "10.1.2.3,10.1.2.4,false",
        "192.168.4.0/22,192.168.7.255,true",
        "192.168.4.0/22,192.168.8.0,false",
        "0.0.0.0/0,8.8.8.8,true",
        "0.0.0.0/0,::1,false",
        "::1,::1,true",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "10.0.0.0/8,::ffff:10.0.0.1,true"
    })
    void contains_ofAddress_returnsWhetherItIsInTheBlock(String range, String address, boolean inside) {
        assertThat(CidrBlock.parse(range).contains(address(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::1/129", "10.0.0/8", "300.1.1.1"})
    void parse_ofInvalidBlock_throws(String text) {
        assertThatThrownBy(() -> CidrBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resolveForwarded_behindTrustedProxies_returnsLastUntrustedAddress() {
        ClientAddress proxy = ClientAddress.of(address("10.0.0.1"), false);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        assertThat(ClientAddress.resolveForwarded(proxy, headers, PROXIES).ip()).isEqualTo("10.0.0.1");
        headers.add("X-Forwarded-For", "1.1.1.1, 203.0.113.7, 10.0.0.2").add("X-Forwarded-Proto", "https");
        ClientAddress client = ClientAddress.resolveForwarded(proxy, headers, PROXIES);
        assertThat(client.ip()).isEqualTo("203.0.113.7");
        assertThat(client.secure()).isTrue();
        headers.set("X-Forwarded-For", "1.1.1.1, evil\r\n, 10.0.0.2");
        assertThat(ClientAddress.resolveForwarded(proxy, headers, PROXIES).ip()).isEqualTo("10.0.0.2");
        headers.set("X-Forwarded-For", "10.0.0.3");
        assertThat(ClientAddress.resolveForwarded(proxy, headers, PROXIES).ip()).isEqualTo("10.0.0.3");
    }

    @Test
    void rateLimitSubject_ofIpv6Addresses_isSharedWithinSlash64() {
        assertThat(ClientAddress.of(address("2001:db8:1:2:3:4:5:6"), false).rateLimitSubject())
                .isEqualTo(
                        ClientAddress.of(address("2001:db8:1:2:ffff::1"), false).rateLimitSubject())
                .isNotEqualTo(
                        ClientAddress.of(address("2001:db8:1:3::1"), false).rateLimitSubject());
        assertThat(ClientAddress.of(address("203.0.113.7"), false).rateLimitSubject())
                .isEqualTo("203.0.113.7");
    }
}
