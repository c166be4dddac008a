package io.busbar.bus.outbound;

import io.busbar.bus.text.CidrBlock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that do not belong to a host on the public internet: the special-purpose registries of IANA (RFC 6890), and the address at
 * which Azure serves each machine. Of IPv6 only the allocated global unicast range counts as public, and addresses that NAT64 translates to
 * a public IPv4 address.
 */
final class SpecialPurposeRanges {
    private static final List<CidrBlock> NOT_PUBLIC_IPV4 = parse(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's platform services
            "169.254.0.0/16", // link-local, with the metadata services of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarking
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    private static final CidrBlock GLOBAL_UNICAST = CidrBlock.parse("2000::/3");

    private static final List<CidrBlock> NOT_PUBLIC_IPV6 = parse(
            "2001::/23", // protocol assignments, with Teredo, benchmarking and ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    /** NAT64 of the well-known prefix (RFC 6052). The prefix for local use, 64:ff9b:1::/48 (RFC 8215), is not public. */
    private static final CidrBlock NAT64 = CidrBlock.parse("64:ff9b::/96");

    private SpecialPurposeRanges() {}

    /** Returns whether the address belongs to a host on the public internet. IPv4 addresses mapped into IPv6 count as IPv4. */
    static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) {
            return isInNone(NOT_PUBLIC_IPV4, address);
        }
        if (NAT64.contains(address)) {
            return isPublic(embeddedIpv4(address));
        }
        return GLOBAL_UNICAST.contains(address) && isInNone(NOT_PUBLIC_IPV6, address);
    }

    private static InetAddress embeddedIpv4(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }

    private static boolean isInNone(List<CidrBlock> ranges, InetAddress address) {
        return ranges.stream().noneMatch(range -> range.contains(address));
    }

    private static List<CidrBlock> parse(String... ranges) {
        return Stream.of(ranges).map(CidrBlock::parse).toList();
    }
}
