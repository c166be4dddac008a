package io.busbar.tokens;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a token must look like before its signature is worth checking (RFC 8725): three segments, our algorithm, a named key, none of
 * the headers that bring a key along, and a signature with one spelling only, since the unused bits of base64url could be flipped unnoticed.
 */
final class TokenShape {
    private static final int LONGEST = 2_048;

    private TokenShape() {}

    /** The key the token names, if the token has the shape of ours. */
    static Optional<String> kid(String token) {
        String[] segments = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
        if (segments.length != 3) {
            return Optional.empty();
        }
        try {
            JsonObject header =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(segments[0]), StandardCharsets.UTF_8));
            byte[] signature = Base64.getUrlDecoder().decode(segments[2]);
            boolean ours = header.size() == 3
                    && "JWT".equals(header.getValue("typ"))
                    && SigningKey.ALGORITHM.equals(header.getValue("alg"))
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(signature)
                            .equals(segments[2]);
            return ours && header.getValue("kid") instanceof String kid ? Optional.of(kid) : Optional.empty();
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
