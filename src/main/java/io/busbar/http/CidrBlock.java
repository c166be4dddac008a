package io.busbar.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses: {@code 10.0.0.0/8}, {@code ::1}. Never asks a name server.
 *
 * @param network the address with all bits beyond the prefix zero
 * @param prefixLength  how many bits of it count
 */
public record CidrBlock(InetAddress network, int prefixLength) {

    /** Reads CIDR notation or a single address; anything else is an {@link IllegalArgumentException}. */
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

    /** Whether the address lies in the range; the two families never match each other, but for IPv4 mapped into IPv6. */
    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && mask(address, prefixLength).equals(network);
    }

    /** The address that the text spells; names and anything else that is not an address are refused. */
    public static InetAddress parseAddress(String text) {
        // Java also reads the forms of old with fewer than four numbers: 10.1 is 10.0.0.1.
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address: " + text, e);
        }
    }

    /** The address with the bits beyond the prefix zero. */
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
            throw new IllegalStateException("an address changed its length", e);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixLength;
    }
}
