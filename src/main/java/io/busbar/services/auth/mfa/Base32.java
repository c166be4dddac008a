package io.busbar.services.auth.mfa;

/** Encodes Base32 (RFC 4648 §6) without padding, as authenticator apps expect it. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    static String encode(byte[] data) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte each : data) {
            buffer = ((buffer << 8) | (each & 0xff)) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((buffer >> bits) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31)).toString();
    }
}
