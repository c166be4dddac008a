package io.busbar.services.auth.token;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Tokens that name something: an id and a number. */
public final class SignedIdCodec {
    private static final int PAYLOAD_BYTES = SignedTokenCodec.UUID_BYTES + Long.BYTES;

    private final SignedTokenCodec codec;

    /** What a token names. */
    public record NumberedId(UUID id, long number) {}

    /** Derives the key of a purpose; a token of another purpose is none here. */
    public SignedIdCodec(String secret, String purpose) {
        codec = new SignedTokenCodec(secret, purpose);
    }

    public String encode(UUID id, long number) {
        byte[] payload = ByteBuffer.allocate(PAYLOAD_BYTES)
                .put(SignedTokenCodec.toBytes(id))
                .putLong(number)
                .array();
        return codec.encode(payload, SignedTokenCodec.NO_CONTEXT);
    }

    /** What a token names; nothing if it is not exactly one made here. */
    public Optional<NumberedId> decode(String token) {
        return codec.decode(token, PAYLOAD_BYTES, SignedTokenCodec.NO_CONTEXT)
                .map(payload -> new NumberedId(SignedTokenCodec.toUuid(payload), payload.getLong()));
    }
}
