package io.busbar.bus.outbound;

import io.busbar.bus.text.CidrBlock;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that may be called as far as its text tells: http or https, a host in its one canonical spelling, no credentials. Whether the
 * host's addresses may be connected to is decided when they are known.
 *
 * @param host          in ASCII and lower case, without a trailing dot and without brackets
 * @param address       the address if the host is a literal one
 * @param requestTarget path and query
 */
record OutboundUrl(boolean tls, String host, @Nullable InetAddress address, int port, String requestTarget) {
    private static final int MAX_LENGTH = 2048;
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[^\\[\\]:@/]+)(?::([0-9]{1,5}))?");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*");

    /** Hosts that some parsers read as an IPv4 address. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)");

    /** Reports a URL that may not be called. The message completes a sentence that begins with the URL. */
    static final class RefusedUrlException extends RuntimeException {
        RefusedUrlException(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Parses a URL.
     *
     * @param ports the allowed ports; empty for all
     * @throws RefusedUrlException if it may not be called
     */
    static OutboundUrl parse(String text, Set<Integer> ports) {
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(scheme.equals("http") || scheme.equals("https"), "must begin with http:// or https://");
        String authority = uri.getRawAuthority();
        require(authority != null && !uri.isOpaque(), "must name a host");
        require(authority.indexOf('@') < 0, "must not contain credentials");
        Matcher parts = AUTHORITY.matcher(authority);
        require(parts.matches(), "must name a host, and a port if any");
        boolean tls = scheme.equals("https");
        int port = parts.group(2) == null ? (tls ? 443 : 80) : Integer.parseInt(parts.group(2));
        require(port > 0 && port <= 65_535, "must name a port from 1 to 65535");
        require(ports.isEmpty() || ports.contains(port), "must use one of the ports " + sorted(ports));
        String host = canonicalHost(parts.group(1));
        InetAddress address = literalAddress(host);
        return new OutboundUrl(
                tls, address == null ? host : address.getHostAddress(), address, port, requestTarget(uri));
    }

    /** Returns the URL that a Location header names, relative to this one. */
    OutboundUrl resolve(String location, Set<Integer> ports) {
        try {
            return parse(new URI(toString()).resolve(new URI(location)).toString(), ports);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new RefusedUrlException("redirects to something that is not a URL");
        }
    }

    boolean hasSameOrigin(OutboundUrl other) {
        return tls == other.tls && host.equals(other.host) && port == other.port;
    }

    /** Returns the value of the Host header and the name in TLS. */
    String hostInUrl() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Returns scheme, host and port, which may be logged. */
    String origin() {
        return (tls ? "https://" : "http://") + hostInUrl() + ":" + port;
    }

    /** Returns the complete URL, which may contain secrets. */
    @Override
    public String toString() {
        return origin() + requestTarget;
    }

    private static URI uri(String text) {
        require(text.length() <= MAX_LENGTH, "must have at most " + MAX_LENGTH + " characters");
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new RefusedUrlException("must be a URL");
        }
    }

    /** Returns the host in its canonical spelling, and refuses every other: two parsers could read it differently. */
    private static String canonicalHost(String text) {
        if (text.startsWith("[")) {
            return text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT);
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String lower = name.toLowerCase(Locale.ROOT);
        String ascii = toAscii(lower);
        require(HOST_NAME.matcher(ascii).matches(), "must name a host");
        return ascii;
    }

    private static String toAscii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        try {
            String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            require(IDN.toUnicode(ascii).equals(host), "must spell its host in the canonical form");
            return ascii;
        } catch (IllegalArgumentException e) {
            throw new RefusedUrlException("must name a host");
        }
    }

    private static @Nullable InetAddress literalAddress(String host) {
        boolean isIpv6 = host.indexOf(':') >= 0;
        if (!isIpv6 && !ENDS_IN_NUMBER.matcher(host).matches()) {
            return null;
        }
        try {
            InetAddress address = CidrBlock.parseAddress(host);
            require(isIpv6 || address.getHostAddress().equals(host), "must spell its address as four decimal numbers");
            return address;
        } catch (IllegalArgumentException e) {
            throw new RefusedUrlException("must spell its address as four decimal numbers or as IPv6");
        }
    }

    private static String requestTarget(URI uri) {
        URI ascii = toAscii(uri);
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    /** Some characters become others in ASCII that a URI can't contain. */
    private static URI toAscii(URI uri) {
        try {
            return URI.create(uri.toASCIIString());
        } catch (IllegalArgumentException e) {
            throw new RefusedUrlException("must be a URL");
        }
    }

    private static String sorted(Set<Integer> ports) {
        return String.join(", ", ports.stream().sorted().map(String::valueOf).toList());
    }

    private static void require(boolean condition, String reason) {
        if (!condition) {
            throw new RefusedUrlException(reason);
        }
    }
}
