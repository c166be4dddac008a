package io.busbar.http.bridge;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The user of a socket: the user of its first valid token. The socket stays valid as long as its newest token. Every message checks the
 * token again, so that a revoked token has no effect from that moment.
 */
final class SocketIdentity {
    /** The timeout of one token check. */
    private static final long CHECK_TIMEOUT_MILLIS = 1_500;

    /** How a token relates to the user of the socket. */
    enum TokenMatch {
        ESTABLISHED,
        SAME_USER,
        /** The token belongs to another user, or to the same user with a different impersonating admin or without one. */
        DIFFERENT_USER
    }

    private final AccessTokens tokens;
    private @Nullable String token;
    private AccessTokens.@Nullable Claims claims;

    /** Creates the identity of a socket that was opened with this token in its session cookie. */
    SocketIdentity(AccessTokens tokens, @Nullable String sessionToken) {
        this.tokens = tokens;
        token = sessionToken;
    }

    /** Returns the token of a {@code Bearer} header; throws UNAUTHORIZED for anything else. */
    static String bearer(String authorization) {
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw Failure.of(FailureCode.UNAUTHORIZED, "The Authorization header must be one bearer token");
        }
        return authorization.substring(7).strip();
    }

    /** Returns the token for messages without one of their own; null if there is none. */
    @Nullable
    String token() {
        return token;
    }

    /** Returns the user; null while the socket is anonymous. */
    RequestContext.@Nullable UserPrincipal user() {
        return claims == null ? null : claims.principal();
    }

    /** Accepts a valid token. The token that expires last becomes the token of the socket. */
    TokenMatch accept(String presented, AccessTokens.Claims presentedClaims) {
        AccessTokens.Claims known = claims;
        if (known == null) {
            token = presented;
            claims = presentedClaims;
            return TokenMatch.ESTABLISHED;
        }
        RequestContext.UserPrincipal before = known.principal();
        RequestContext.UserPrincipal now = presentedClaims.principal();
        if (!before.id().equals(now.id()) || !Objects.equals(before.impersonator(), now.impersonator())) {
            return TokenMatch.DIFFERENT_USER;
        }
        if (!presentedClaims.expires().isBefore(known.expires())) {
            token = presented;
            claims = presentedClaims;
        }
        return TokenMatch.SAME_USER;
    }

    /** Drops the token of the cookie, which was never valid: browsers also send expired ones. */
    void discardCookieToken() {
        if (claims == null) {
            token = null;
        }
    }

    /** Returns whether the token of the socket is still valid; true while the socket is anonymous. Fails while that can't be checked. */
    Future<Boolean> isStillValid() {
        if (claims == null) {
            return Future.succeededFuture(true);
        }
        Future<Boolean> check = tokens.isValid(claims);
        return check.isComplete() ? check : check.timeout(CHECK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    static boolean isUnauthorized(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED;
    }
}
