package io.busbar.auth;

import io.busbar.data.KeyedHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Texts that carry something and cannot be made up: the bytes they carry, and an HMAC-SHA256 over these and whatever they are bound to.
 * Nothing has to be kept to recognise one, and the same one can be made again at any time. What is bound follows bytes of a fixed number, so
 * one cannot be taken for the other.
 */
final class SignedToken {
    /** Bytes of an id. */
    static final int ID = 2 * Long.BYTES;

    /** Bound to nothing but its purpose. */
    static final byte[] UNBOUND = {};

    private static final int HASH = 32;

    private final KeyedHash key;

    /** Derives the key of a purpose; a token of another purpose is none here. */
    SignedToken(String secret, String purpose) {
        key = new KeyedHash(secret, purpose);
    }

    /** Fits into a URL. */
    String make(byte[] carried, byte[] bound) {
        byte[] token = Arrays.copyOf(carried, carried.length + HASH);
        System.arraycopy(key.of(joined(carried, bound)), 0, token, carried.length, HASH);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** So many bytes that a token carries; nothing if it is not exactly one made here and bound to this. */
    Optional<ByteBuffer> read(String token, int length, byte[] bound) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != length + HASH) {
            return Optional.empty();
        }
        byte[] carried = Arrays.copyOf(bytes, length);
        return key.matches(joined(carried, bound), Arrays.copyOfRange(bytes, length, bytes.length))
                ? Optional.of(ByteBuffer.wrap(carried))
                : Optional.empty();
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID id(ByteBuffer carried) {
        return new UUID(carried.getLong(), carried.getLong());
    }

    private static byte[] joined(byte[] carried, byte[] bound) {
        return ByteBuffer.allocate(carried.length + bound.length)
                .put(carried)
                .put(bound)
                .array();
    }
}
