package io.busbar.tokens;

import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes and checks access tokens: JWTs signed with a key of the ring, for one purpose, never without an end. */
public interface AccessTokens {

    /**
     * For whom a token is.
     *
     * @param session      the family of tokens it belongs to; void once that is revoked
     * @param version      of the account when the token was made; void once revoked for a higher one
     * @param impersonator the admin who acts as that person; null when it is they themselves
     */
    record TokenGrant(
            UUID user,
            Role role,
            String session,
            long version,
            @Nullable Impersonator impersonator) {
        /** For the person themselves. */
        public TokenGrant(UUID user, Role role, String session, long version) {
            this(user, role, session, version, null);
        }
    }

    /** An admin, and the version of their account: what voids their own tokens voids those for others too. */
    record Impersonator(UUID admin, long version) {}

    /** What a token that holds says. */
    record Claims(TokenGrant grant, Instant expires) {
        /** Whom it makes a caller. */
        public RequestContext.User caller() {
            Impersonator admin = grant.impersonator();
            return new RequestContext.User(
                    grant.user(), grant.role(), grant.session(), admin == null ? null : admin.admin());
        }
    }

    /**
     * Checks signature, algorithm, issuer, audience, purpose and times, and that it has not been revoked. Anything amiss fails with
     * {@link io.busbar.bus.FailureCode#UNAUTHORIZED}; when the database is needed for that and is away,
     * {@link io.busbar.bus.FailureCode#SERVICE_UNAVAILABLE}. Signatures are checked once per token, revocation every time.
     */
    Future<Claims> verify(String token);

    /**
     * Whether a token that held still does: it has not ended, and has not been revoked. Fails with
     * {@link io.busbar.bus.FailureCode#SERVICE_UNAVAILABLE} when the database is needed for that and is away.
     */
    Future<Boolean> isValid(Claims claims);

    /** A token signed with the newest key. */
    String sign(TokenGrant tokenGrant, Duration lifetime);

    /** The public keys (RFC 7517), for {@code /.well-known/jwks.json}. */
    JsonObject jwks();
}
