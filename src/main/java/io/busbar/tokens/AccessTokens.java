package io.busbar.tokens;

import io.busbar.bus.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Makes and checks access tokens: JWTs signed with a key of the ring, for one purpose, never without an end. */
public interface AccessTokens {

    /** What a token that holds says. */
    record Claims(UUID user, Role role, String session, Instant expires) {}

    /**
     * Checks signature, algorithm, issuer, audience, purpose and times. Anything amiss fails with
     * {@link io.busbar.bus.FailureCode#UNAUTHORIZED}. Cached until the token ends.
     */
    Future<Claims> verify(String token);

    /** A token signed with the newest key. */
    String sign(UUID user, Role role, String session, Duration age);

    /** The public keys (RFC 7517), for {@code /.well-known/jwks.json}. */
    JsonObject jwks();
}
