package io.busbar.services.auth.token;

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
public final class SignedTokenCodec {
    /** Bytes of an id. */
    public static final int UUID_BYTES = 2 * Long.BYTES;

    /** Bound to nothing but its purpose. */
    static final byte[] NO_CONTEXT = {};

    private static final int MAC_BYTES = 32;

    private final KeyedHash key;

    /** Derives the key of a purpose; a token of another purpose is none here. */
    public SignedTokenCodec(String secret, String purpose) {
        key = new KeyedHash(secret, purpose);
    }

    /** Fits into a URL. */
    public String encode(byte[] payload, byte[] context) {
        byte[] token = Arrays.copyOf(payload, payload.length + MAC_BYTES);
        System.arraycopy(key.of(concatenate(payload, context)), 0, token, payload.length, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** So many bytes that a token carries; nothing if it is not exactly one made here and bound to this. */
    public Optional<ByteBuffer> decode(String token, int length, byte[] context) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != length + MAC_BYTES) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOf(bytes, length);
        return key.matches(concatenate(payload, context), Arrays.copyOfRange(bytes, length, bytes.length))
                ? Optional.of(ByteBuffer.wrap(payload))
                : Optional.empty();
    }

    public static byte[] toBytes(UUID id) {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static UUID toUuid(ByteBuffer payload) {
        return new UUID(payload.getLong(), payload.getLong());
    }

    private static byte[] concatenate(byte[] payload, byte[] context) {
        return ByteBuffer.allocate(payload.length + context.length)
                .put(payload)
                .put(context)
                .array();
    }
}
