package io.busbar.services.auth.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where clients come from, as far as one client cannot move within: an IPv4 address, or the /64 of an IPv6 address. */
final class NetworkPrefix {
    private NetworkPrefix() {}

    /** The network of an address that a front saw; those without one share a network. */
    static String of(@Nullable String ip) {
        if (ip == null) {
            return "none";
        }
        InetAddress address = InetAddress.ofLiteral(ip);
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)) + "/64"
                : address.getHostAddress();
    }
}
