package io.busbar.tokens;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The header of a token whose signature is not verified yet. Parsing checks the shape of the token (RFC 8725): three segments, a named
 * algorithm and key, no headers that supply a key, and a canonically encoded signature: base64url ignores the unused bits of the last
 * character, so several texts would otherwise be valid for one signature.
 *
 * @param kid            ID of the key that the token names
 * @param algorithm      signature algorithm that the token names; the key must match it
 * @param signatureBytes length of the signature; checked by the caller, because Vert.x would accept a shorter signature by padding it
 */
record UnverifiedToken(String kid, String algorithm, int signatureBytes) {
    private static final int MAX_LENGTH = 2_048;

    /** Parses a token; empty if it does not have the expected shape. */
    static Optional<UnverifiedToken> parse(String token) {
        String[] segments = token.length() > MAX_LENGTH ? new String[0] : token.split("\\.", -1);
        if (segments.length != 3) {
            return Optional.empty();
        }
        try {
            JsonObject header =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(segments[0]), StandardCharsets.UTF_8));
            byte[] signature = Base64.getUrlDecoder().decode(segments[2]);
            boolean wellFormed = header.size() == 3
                    && "JWT".equals(header.getValue("typ"))
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(signature)
                            .equals(segments[2]);
            return wellFormed
                            && header.getValue("kid") instanceof String kid
                            && header.getValue("alg") instanceof String algorithm
                    ? Optional.of(new UnverifiedToken(kid, algorithm, signature.length))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
