package io.busbar.tokens;

import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Issues and verifies access tokens: JWTs with one purpose and a limited lifetime, signed with a key of the key ring. */
public interface AccessTokens {

    /**
     * The user for whom a token is issued.
     *
     * @param session      ID of the session; revoking the session revokes the token
     * @param tokenVersion the account's token version when the token was issued; a revocation can require a higher one
     * @param impersonator the admin who acts as the user; null for the user themselves
     */
    record TokenGrant(
            UUID user,
            Role role,
            String session,
            long tokenVersion,
            @Nullable Impersonator impersonator) {
        /** Creates a grant for the user themselves. */
        public TokenGrant(UUID user, Role role, String session, long tokenVersion) {
            this(user, role, session, tokenVersion, null);
        }
    }

    /**
     * An impersonating admin and the token version of their account. Revoking the admin's tokens also revokes their impersonation tokens.
     */
    record Impersonator(UUID admin, long tokenVersion) {}

    /** The claims of a valid token. */
    record Claims(TokenGrant grant, Instant expires) {
        /** Returns the principal of requests with this token. */
        public RequestContext.UserPrincipal principal() {
            Impersonator admin = grant.impersonator();
            return new RequestContext.UserPrincipal(
                    grant.user(), grant.role(), grant.session(), admin == null ? null : admin.admin());
        }
    }

    /**
     * Verifies signature, algorithm, issuer, audience, purpose and times, and that the token is not revoked. Fails with {@link
     * io.busbar.bus.FailureCode#UNAUTHORIZED} if any check fails, or with {@link io.busbar.bus.FailureCode#SERVICE_UNAVAILABLE} if the
     * check needs the database and it is not reachable. Signatures are verified once per token, revocation every time.
     */
    Future<Claims> verify(String token);

    /**
     * Returns whether a verified token is still valid: neither expired nor revoked. Fails with {@link
     * io.busbar.bus.FailureCode#SERVICE_UNAVAILABLE} if the check needs the database and it is not reachable.
     */
    Future<Boolean> isValid(Claims claims);

    /** Issues a token, signed with the newest key. */
    String sign(TokenGrant tokenGrant, Duration lifetime);

    /** Returns the public keys (RFC 7517), for {@code /.well-known/jwks.json}. */
    JsonObject jwks();
}
