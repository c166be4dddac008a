package io.busbar.auth;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Tokens that name something: an id and a number. */
final class SignedId {
    private static final int LENGTH = SignedToken.ID + Long.BYTES;

    private final SignedToken tokens;

    /** What a token names. */
    record Named(UUID id, long number) {}

    /** Derives the key of a purpose; a token of another purpose is none here. */
    SignedId(String secret, String purpose) {
        tokens = new SignedToken(secret, purpose);
    }

    String token(UUID id, long number) {
        byte[] named = ByteBuffer.allocate(LENGTH)
                .put(SignedToken.bytes(id))
                .putLong(number)
                .array();
        return tokens.make(named, SignedToken.UNBOUND);
    }

    /** What a token names; nothing if it is not exactly one made here. */
    Optional<Named> read(String token) {
        return tokens.read(token, LENGTH, SignedToken.UNBOUND)
                .map(named -> new Named(SignedToken.id(named), named.getLong()));
    }
}
