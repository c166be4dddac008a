package io.busbar.bus.json;

import java.text.Normalizer;

/** The two kinds of text in requests: how they are normalized, and which characters they must not contain. */
enum TextKind {
    LINE("must not contain line breaks or other control characters") {
        @Override
        boolean allows(int character) {
            return !Character.isISOControl(character) && character != '\u2028' && character != '\u2029';
        }
    },
    TEXT("must not contain control characters") {
        @Override
        boolean allows(int character) {
            return character == '\n' || character == '\t' || !Character.isISOControl(character);
        }
    };

    /** The keyword of schemas whose value is a kind of text. */
    static final String KEYWORD = "x-text";

    /** The maximum number of code points into which Unicode decomposes one. */
    private static final int MAX_DECOMPOSITION = 4;

    private final String message;

    TextKind(String message) {
        this.message = message;
    }

    abstract boolean allows(int character);

    /** Returns the error message for a text with a character that is not allowed. */
    String message() {
        return message;
    }

    boolean allowsAll(String text) {
        return text.codePoints().allMatch(this::allows);
    }

    /**
     * Returns the text in Unicode NFC, without white space at its ends. A text that is too long in any form is only trimmed, because
     * composing a hostile one takes time that grows with the square of its length.
     */
    String normalize(String input, int maxLength) {
        String trimmed = trim(this == TEXT ? input.replace("\r\n", "\n") : input);
        boolean tooLong = trimmed.codePointCount(0, trimmed.length()) > MAX_DECOMPOSITION * (long) maxLength;
        return tooLong ? trimmed : Normalizer.normalize(trimmed, Normalizer.Form.NFC);
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Includes no-break spaces and the byte order mark, as {@code \s} in the patterns of JSON Schema does. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff';
    }
}
