package io.busbar.http;

import io.vertx.core.MultiMap;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end, seen through the proxies that are trusted and no others.
 *
 * @param address the client's
 * @param text    the same, as logs and services see it
 * @param subject what its rate limits go by: the address, of IPv6 the /64, since one client has all of that
 * @param secure  whether the client came by TLS, to us or to the trusted proxy
 */
record ClientAddress(InetAddress address, String text, String subject, boolean secure) {

    static ClientAddress of(InetAddress address, boolean secure) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        String subject = address instanceof Inet4Address
                ? plain
                : AddressRange.masked(address, 64).getHostAddress() + "/64";
        return new ClientAddress(address, plain, subject, secure);
    }

    /**
     * The client behind a trusted proxy: the last address of {@code X-Forwarded-For} that is not a trusted proxy itself. What stands
     * before that could have been made up by the client. Text that is no address ends the walk.
     */
    static ClientAddress behind(ClientAddress proxy, MultiMap headers, List<AddressRange> trusted) {
        String proto = headers.get(HeaderNames.FORWARDED_PROTO);
        boolean secure = proto == null ? proxy.secure : proto.equalsIgnoreCase("https");
        InetAddress client = proxy.address;
        List<String> lines = headers.getAll(HeaderNames.FORWARDED_FOR);
        for (int line = lines.size() - 1; line >= 0; line--) {
            String[] hops = lines.get(line).split(",", -1);
            for (int hop = hops.length - 1; hop >= 0; hop--) {
                InetAddress address = parse(hops[hop].strip());
                if (address == null) {
                    return of(client, secure);
                }
                client = address;
                if (!isIn(trusted, client)) {
                    return of(client, secure);
                }
            }
        }
        return of(client, secure);
    }

    /** Whether a proxy sent the request: a proxy on this machine is at an address of ours, its clients are not. */
    static boolean isForwarded(MultiMap headers) {
        return headers.contains(HeaderNames.FORWARDED_FOR) || headers.contains("forwarded");
    }

    static boolean isIn(List<AddressRange> ranges, InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return AddressRange.literal(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
