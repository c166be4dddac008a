package io.busbar.services.mail;

import io.busbar.bus.text.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Encodes header text of any script (RFC 2047): UTF-8 in Base64 words of at most 75 characters that never split a character, in lines of
 * at most 76 characters. Printable ASCII stays as it is.
 */
final class EncodedWords {
    private static final String OPEN = "=?UTF-8?B?";
    private static final String CLOSE = "?=";
    private static final int MAX_LINE_LENGTH = 76;

    private EncodedWords() {}

    /** Encodes the value of a header like Subject. {@code usedColumns} is the length of the header's name, colon and space. */
    static String text(String text, int usedColumns) {
        boolean hasOuterSpaces = text.startsWith(" ") || text.endsWith(" ");
        return plain(text) && !hasOuterSpaces ? text : encode(text, usedColumns);
    }

    /** Encodes a mailbox like {@code "Ada" <ada@example.org>} for a line of which {@code usedColumns} characters are taken. */
    static String mailbox(String name, EmailAddress address, int usedColumns) {
        if (plain(name)) {
            return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + address + ">";
        }
        return encode(name, usedColumns) + "\r\n <" + address + ">";
    }

    private static boolean plain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~') && !text.contains("=?");
    }

    private static String encode(String text, int usedColumns) {
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int bytes = 0;
        int room = room(usedColumns);
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            String symbol = Character.toString(character);
            int length = symbol.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + length > room) {
                words.append(word(word)).append("\r\n ");
                word.setLength(0);
                bytes = 0;
                room = room(1);
            }
            word.append(symbol);
            bytes += length;
            at += Character.charCount(character);
        }
        return words.append(word(word)).toString();
    }

    /** Returns the number of bytes that fit into a word after {@code usedColumns} characters of its line. */
    private static int room(int usedColumns) {
        return (MAX_LINE_LENGTH - usedColumns - OPEN.length() - CLOSE.length()) / 4 * 3;
    }

    private static String word(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return OPEN + Base64.getEncoder().encodeToString(bytes) + CLOSE;
    }
}
