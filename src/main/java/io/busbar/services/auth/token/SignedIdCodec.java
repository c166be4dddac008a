package io.busbar.services.auth.token;

import io.busbar.data.DeploymentSecrets;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Encodes and decodes signed tokens that consist of an ID and a number. */
public final class SignedIdCodec {
    private static final int PAYLOAD_BYTES = SignedTokenCodec.UUID_BYTES + Long.BYTES;

    private final SignedTokenCodec codec;

    /**
     * The content of a token whose signature is valid.
     *
     * @param number the position of a refresh token in its session, which rises by one with each refresh; 0 in tokens that are not rotated
     */
    public record DecodedToken(UUID id, long number) {}

    /** Derives the key for a purpose. Tokens for other purposes are invalid here. */
    public SignedIdCodec(DeploymentSecrets secrets, String purpose) {
        codec = new SignedTokenCodec(secrets, purpose);
    }

    public String encode(UUID id, long number) {
        byte[] payload = ByteBuffer.allocate(PAYLOAD_BYTES)
                .put(SignedTokenCodec.toBytes(id))
                .putLong(number)
                .array();
        return codec.encode(payload, SignedTokenCodec.NO_CONTEXT);
    }

    /** Returns the content of a token, or empty if its signature is invalid. */
    public Optional<DecodedToken> decode(String token) {
        return codec.decode(token, PAYLOAD_BYTES, SignedTokenCodec.NO_CONTEXT)
                .map(payload -> new DecodedToken(SignedTokenCodec.toUuid(payload), payload.getLong()));
    }
}
