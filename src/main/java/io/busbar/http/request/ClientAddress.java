package io.busbar.http.request;

import io.busbar.bus.text.CidrBlock;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of the client, resolved through trusted proxies only.
 *
 * @param address the client's address
 * @param ip the same address as text, for logs and services
 * @param rateLimitSubject the subject of the client's rate limits: the address, or its /64 network for IPv6, because one client
 *     usually owns the whole network
 * @param secure whether the client connected over TLS, to this node or to a trusted proxy
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
     * Returns the client behind a trusted proxy: the last address of {@code X-Forwarded-For} that is not itself a trusted proxy.
     * Everything before that address could be forged by the client. An entry that is not an address ends the search.
     */
    public static ClientAddress resolveForwarded(
            ClientAddress proxy, MultiMap headers, List<CidrBlock> trustedProxies) {
        String proto = headers.get(HeaderNames.FORWARDED_PROTO);
        boolean secure = proto == null ? proxy.secure : proto.equalsIgnoreCase("https");
        InetAddress client = proxy.address;
        for (String hop : hops(headers).reversed()) {
            InetAddress address = parse(hop);
            if (address == null) {
                break;
            }
            client = address;
            if (!isInAny(trustedProxies, client)) {
                break;
            }
        }
        return of(client, secure);
    }

    private static List<String> hops(MultiMap headers) {
        return headers.getAll(HeaderNames.FORWARDED_FOR).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    /**
     * Returns whether a proxy forwarded the request. A forwarded request from a local address came through a proxy on this machine, so
     * its client must not be treated as local.
     */
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
