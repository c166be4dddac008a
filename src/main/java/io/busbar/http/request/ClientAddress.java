package io.busbar.http.request;

import io.busbar.http.CidrBlock;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end, seen through the proxies that are trusted and no others.
 *
 * @param address the client's
 * @param ip    the same, as logs and services see it
 * @param rateLimitSubject what its rate limits go by: the address, of IPv6 the /64, since one client has all of that
 * @param secure  whether the client came by TLS, to us or to the trusted proxy
 */
public record ClientAddress(InetAddress address, String ip, String rateLimitSubject, boolean secure) {

    public static ClientAddress of(InetAddress address, boolean secure) {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        String ip = zone < 0 ? literal : literal.substring(0, zone);
        String rateLimitSubject = address instanceof Inet4Address
                ? ip
                : CidrBlock.mask(address, 64).getHostAddress() + "/64";
        return new ClientAddress(address, ip, rateLimitSubject, secure);
    }

    /**
     * The client behind a trusted proxy: the last address of {@code X-Forwarded-For} that is not a trusted proxy itself. What stands
     * before that could have been made up by the client. Text that is no address ends the walk.
     */
    public static ClientAddress resolveForwarded(
            ClientAddress proxy, MultiMap headers, List<CidrBlock> trustedProxies) {
        String proto = headers.get(HeaderNames.FORWARDED_PROTO);
        boolean secure = proto == null ? proxy.secure : proto.equalsIgnoreCase("https");
        InetAddress client = proxy.address;
        List<String> headerLines = headers.getAll(HeaderNames.FORWARDED_FOR);
        for (int line = headerLines.size() - 1; line >= 0; line--) {
            String[] hops = headerLines.get(line).split(",", -1);
            for (int hop = hops.length - 1; hop >= 0; hop--) {
                InetAddress address = parse(hops[hop].strip());
                if (address == null) {
                    return of(client, secure);
                }
                client = address;
                if (!isInAny(trustedProxies, client)) {
                    return of(client, secure);
                }
            }
        }
        return of(client, secure);
    }

    /** Whether a proxy sent the request: a proxy on this machine is at an address of ours, its clients are not. */
    public static boolean isForwarded(MultiMap headers) {
        return headers.contains(HeaderNames.FORWARDED_FOR) || headers.contains("forwarded");
    }

    public static boolean isInAny(List<CidrBlock> ranges, InetAddress address) {
        for (CidrBlock range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return CidrBlock.parseAddress(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
