package io.busbar.bus.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialPurposeRangesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "168.63.129.15",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700::1111"
            })
    void isPublic_withAddressOfTheInternet_isTrue(String address) {
        assertThat(SpecialPurposeRanges.isPublic(InetAddress.ofLiteral(address)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.0.1",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.255",
                "192.168.255.255",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::1.1.1.1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::101:101",
                "100::1",
                "2001::1",
                "2001:0:101:101::1",
                "2001:2::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:101:101::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void isPublic_withSpecialPurposeAddress_isFalse(String address) {
        assertThat(SpecialPurposeRanges.isPublic(InetAddress.ofLiteral(address)))
                .isFalse();
    }
}
