package io.busbar.tokens;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a token must look like before its signature is worth checking (RFC 8725): three segments, an algorithm and a key that are named, none
 * of the headers that bring a key along, and a signature with one spelling only, since the unused bits of base64url could be flipped unnoticed.
 *
 * @param kid            the key it names
 * @param algorithm      how it says it is signed; that the key signs so is still to be checked
 * @param signatureBytes how long its signature is: Vert.x fills a shorter one up, which would be another spelling
 */
record UnverifiedToken(String kid, String algorithm, int signatureBytes) {
    private static final int MAX_LENGTH = 2_048;

    /** Empty if the token has not the shape of ours. */
    static Optional<UnverifiedToken> parse(String token) {
        String[] segments = token.length() > MAX_LENGTH ? new String[0] : token.split("\\.", -1);
        if (segments.length != 3) {
            return Optional.empty();
        }
        try {
            JsonObject header =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(segments[0]), StandardCharsets.UTF_8));
            byte[] signature = Base64.getUrlDecoder().decode(segments[2]);
            boolean ours = header.size() == 3
                    && "JWT".equals(header.getValue("typ"))
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(signature)
                            .equals(segments[2]);
            return ours
                            && header.getValue("kid") instanceof String kid
                            && header.getValue("alg") instanceof String algorithm
                    ? Optional.of(new UnverifiedToken(kid, algorithm, signature.length))
                    : Optional.empty();
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
