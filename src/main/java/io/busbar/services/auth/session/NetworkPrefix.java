package io.busbar.services.auth.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Derives the network prefix within which a client can choose its address: an IPv4 address, or the /64 of an IPv6 address. */
final class NetworkPrefix {
    private NetworkPrefix() {}

    /** Returns the prefix of an IP address. Clients without an address share one prefix. */
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
