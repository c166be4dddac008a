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
 * Whose a socket is: the person of the first token that held, for as long as their newest does. The token is checked anew for each
 * message, so that a revoked one is worth nothing from that moment.
 */
final class SocketIdentity {
    /** A check that takes longer is as good as none. */
    private static final long CHECK_TIMEOUT_MILLIS = 1_500;

    /** What a token means for the socket it came over. */
    enum TokenMatch {
        ESTABLISHED,
        SAME_USER,
        /** Somebody else's, or the same person's with an admin behind it. */
        DIFFERENT_USER
    }

    private final AccessTokens tokens;
    private @Nullable String token;
    private AccessTokens.@Nullable Claims claims;

    /** Of a socket that was opened with this token in its session cookie. */
    SocketIdentity(AccessTokens tokens, @Nullable String sessionToken) {
        this.tokens = tokens;
        token = sessionToken;
    }

    /** Reads {@code Bearer …}; {@code UNAUTHORIZED} for anything else. */
    static String bearer(String authorization) {
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw Failure.of(FailureCode.UNAUTHORIZED, "The Authorization header must be one bearer token");
        }
        return authorization.substring(7).strip();
    }

    /** The token that speaks for a message which brings none itself. */
    @Nullable
    String token() {
        return token;
    }

    /** The person; null while it is nobody's. */
    RequestContext.@Nullable User user() {
        return claims == null ? null : claims.caller();
    }

    /** A token has been checked and holds. The one that lasts longest is kept. */
    TokenMatch accept(String presented, AccessTokens.Claims presentedClaims) {
        AccessTokens.Claims known = claims;
        if (known == null) {
            token = presented;
            claims = presentedClaims;
            return TokenMatch.ESTABLISHED;
        }
        RequestContext.User before = known.caller();
        RequestContext.User now = presentedClaims.caller();
        if (!before.id().equals(now.id()) || !Objects.equals(before.impersonator(), now.impersonator())) {
            return TokenMatch.DIFFERENT_USER;
        }
        if (!presentedClaims.expires().isBefore(known.expires())) {
            token = presented;
            claims = presentedClaims;
        }
        return TokenMatch.SAME_USER;
    }

    /** The cookie's token never held: browsers send old ones along. */
    void discardCookieToken() {
        if (claims == null) {
            token = null;
        }
    }

    /** Whether the person may still be heard and told things; true for nobody. Fails while that cannot be looked up. */
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
