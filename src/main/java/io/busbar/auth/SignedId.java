package io.busbar.auth;

import io.busbar.data.KeyedHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens that name something and cannot be made up: an id, a number, and the HMAC-SHA256 of both. Nothing has to be kept to recognise
 * one, and the same one can be made again at any time.
 */
final class SignedId {
    private static final int CONTENT = 2 * Long.BYTES + Long.BYTES;
    private static final int LENGTH = CONTENT + 32;

    private final KeyedHash key;

    /** What a token names. */
    record Named(UUID id, long number) {}

    /** Derives the key of a purpose; a token of another purpose is none here. */
    SignedId(String secret, String purpose) {
        key = new KeyedHash(secret, purpose);
    }

    String token(UUID id, long number) {
        byte[] content = content(id, number);
        byte[] token = Arrays.copyOf(content, LENGTH);
        System.arraycopy(key.of(content), 0, token, CONTENT, LENGTH - CONTENT);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** What a token names; nothing if it is not exactly one made here. */
    Optional<Named> read(String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != LENGTH
                || !key.matches(Arrays.copyOf(bytes, CONTENT), Arrays.copyOfRange(bytes, CONTENT, LENGTH))) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.wrap(bytes);
        return Optional.of(new Named(new UUID(content.getLong(), content.getLong()), content.getLong()));
    }

    private static byte[] content(UUID id, long number) {
        return ByteBuffer.allocate(CONTENT)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(number)
                .array();
    }
}
