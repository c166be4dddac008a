package io.busbar.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses: {@code 10.0.0.0/8}, {@code ::1}. Never asks a name server.
 *
 * @param network the address with all bits beyond the prefix zero
 * @param prefix  how many bits of it count
 */
public record AddressRange(InetAddress network, int prefix) {

    /** Reads CIDR notation or a single address; anything else is an {@link IllegalArgumentException}. */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        int bits = address.getAddress().length * 8;
        int prefix;
        try {
            prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an address range: " + text, e);
        }
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("not an address range: " + text);
        }
        return new AddressRange(masked(address, prefix), prefix);
    }

    /** Whether the address lies in the range; the two families never match each other, but for IPv4 mapped into IPv6. */
    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && masked(address, prefix).equals(network);
    }

    /** The address that the text spells; names and anything else that is not an address are refused. */
    static InetAddress literal(String text) {
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
    static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        int whole = prefix / 8;
        if (whole < bytes.length) {
            bytes[whole] &= (byte) (0xff << (8 - prefix % 8));
            Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address changed its length", e);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
