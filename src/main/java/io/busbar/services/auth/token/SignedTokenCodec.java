package io.busbar.services.auth.token;

import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Encodes and decodes signed tokens: a payload and an HMAC-SHA256 over the payload and a context. Verification needs no stored state, and
 * the same token can be derived again at any time. The payload has a fixed length, so payload and context cannot be confused.
 */
public final class SignedTokenCodec {
    public static final int UUID_BYTES = 2 * Long.BYTES;

    /** The context of tokens that are bound to their purpose only. */
    static final byte[] NO_CONTEXT = {};

    private static final int MAC_BYTES = 32;

    private final KeyedHash mac;

    /** Derives the key for a purpose. Tokens for other purposes are invalid here. */
    public SignedTokenCodec(DeploymentSecrets secrets, String purpose) {
        mac = new KeyedHash(secrets, purpose);
    }

    /** Returns a URL-safe token. */
    public String encode(byte[] payload, byte[] context) {
        byte[] token = Arrays.copyOf(payload, payload.length + MAC_BYTES);
        System.arraycopy(mac.of(concatenate(payload, context)), 0, token, payload.length, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Returns the payload of a token, or empty if its length, signature or context is wrong. */
    public Optional<ByteBuffer> decode(String token, int payloadLength, byte[] context) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != payloadLength + MAC_BYTES) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOf(bytes, payloadLength);
        return mac.matches(concatenate(payload, context), Arrays.copyOfRange(bytes, payloadLength, bytes.length))
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
