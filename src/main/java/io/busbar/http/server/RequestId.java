package io.busbar.http.server;

/** Validates request IDs that clients send. */
final class RequestId {
    private static final int MAX_LENGTH = 128;

    private RequestId() {}

    /** Returns whether the text is short enough and has only characters that are safe in logs and headers. */
    static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && c != '-' && c != '_' && c != '.' && c != ':') {
                return false;
            }
        }
        return true;
    }
}
