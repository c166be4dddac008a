package io.busbar.services.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.busbar.bus.text.EmailAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Encodes names and subjects in any script for the headers of an email (RFC 2047). Printable ASCII stays as it is. */
final class HeaderEncoder {
    private static final int MAX_LINE_LENGTH = 76;
    /** The part of an ASCII text that fits into one encoded word of 75 characters. */
    private static final Pattern ASCII_PART = Pattern.compile(".{1,45}");

    private HeaderEncoder() {}

    /** Encodes the value of a header like Subject. {@code usedColumns} is the length of the header's name, colon and space. */
    static String text(String text, int usedColumns) {
        return isPlain(text) && text.equals(text.strip()) ? text : encode(text, usedColumns);
    }

    /** Encodes a mailbox like {@code "Ada" <ada@example.org>} for a line of which {@code usedColumns} characters are taken. */
    static String mailbox(String name, EmailAddress address, int usedColumns) {
        String phrase = isPlain(name)
                ? "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
                : encode(name, usedColumns) + "\r\n";
        return phrase + " <" + address + ">";
    }

    /** Returns whether the text is printable ASCII that no mail client takes for an encoded word. */
    private static boolean isPlain(String text) {
        return isAscii(text) && !text.contains("=?");
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Returns encoded words in lines of at most 76 characters. A first word that does not fit beside the header's name begins a line. */
    private static String encode(String text, int usedColumns) {
        String words = isAscii(text) ? asciiWords(text) : unicodeWords(text);
        int firstEnd = words.indexOf(' ');
        int firstLength = firstEnd < 0 ? words.length() : firstEnd;
        return usedColumns + firstLength <= MAX_LINE_LENGTH
                ? MimeUtility.fold(usedColumns, words)
                : "\r\n " + MimeUtility.fold(1, words);
    }

    private static String unicodeWords(String text) {
        try {
            return MimeUtility.encodeWord(text, "UTF-8", "B");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Every JVM supports UTF-8", e);
        }
    }

    /** Encodes ASCII, which the library never does. */
    private static String asciiWords(String text) {
        return ASCII_PART
                .matcher(text)
                .results()
                .map(part -> "=?US-ASCII?B?"
                        + Base64.getEncoder().encodeToString(part.group().getBytes(US_ASCII)) + "?=")
                .collect(Collectors.joining(" "));
    }
}
