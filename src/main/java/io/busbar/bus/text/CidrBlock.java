package io.busbar.bus.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code ::1}. Never queries a name server.
 *
 * @param network the address with all bits beyond the prefix set to zero
 * @param prefixLength the number of significant bits
 */
public record CidrBlock(InetAddress network, int prefixLength) {

    /**
     * Parses CIDR notation or a single address.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = parseAddress(slash < 0 ? text : text.substring(0, slash));
        int maxPrefixLength = address.getAddress().length * 8;
        int prefixLength;
        try {
            prefixLength = slash < 0 ? maxPrefixLength : Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an address range: " + text, e);
        }
        if (prefixLength < 0 || prefixLength > maxPrefixLength) {
            throw new IllegalArgumentException("not an address range: " + text);
        }
        return new CidrBlock(mask(address, prefixLength), prefixLength);
    }

    /**
     * Returns whether the address lies in the range. IPv4 and IPv6 never match each other, except for IPv4 addresses mapped into
     * IPv6.
     */
    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && mask(address, prefixLength).equals(network);
    }

    /**
     * Parses a literal IP address.
     *
     * @throws IllegalArgumentException for host names and any other text
     */
    public static InetAddress parseAddress(String text) {
        // Java also accepts legacy forms with fewer than four numbers: 10.1 means 10.0.0.1.
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address: " + text, e);
        }
    }

    /** Returns the address with all bits beyond the prefix set to zero. */
    public static InetAddress mask(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        int fullBytes = prefixLength / 8;
        if (fullBytes < bytes.length) {
            bytes[fullBytes] &= (byte) (0xff << (8 - prefixLength % 8));
            Arrays.fill(bytes, fullBytes + 1, bytes.length, (byte) 0);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("masking changed the length of the address", e);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
