package io.busbar.http.bridge;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose a socket is: the person of the first token that held, for as long as their newest does. The token is checked anew for each
 * message, so that a revoked one is worth nothing from that moment.
 */
final class Identity {
    /** A check that takes longer is as good as none. */
    private static final long LOST_MS = 1_500;

    /** What a token means for the socket it came over. */
    enum Claim {
        FIRST,
        SAME,
        /** Somebody else's, or the same person's with an admin behind it. */
        FOREIGN
    }

    private final AccessTokens tokens;
    private @Nullable String token;
    private AccessTokens.@Nullable Claims claims;

    /** Of a socket that was opened with this token in its session cookie. */
    Identity(AccessTokens tokens, @Nullable String session) {
        this.tokens = tokens;
        token = session;
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
    Caller.@Nullable User person() {
        return claims == null ? null : claims.caller();
    }

    /** A token has been checked and holds. The one that lasts longest is kept. */
    Claim accept(String shown, AccessTokens.Claims says) {
        AccessTokens.Claims known = claims;
        if (known == null) {
            token = shown;
            claims = says;
            return Claim.FIRST;
        }
        Caller.User before = known.caller();
        Caller.User now = says.caller();
        if (!before.id().equals(now.id()) || !Objects.equals(before.impersonator(), now.impersonator())) {
            return Claim.FOREIGN;
        }
        if (!says.expires().isBefore(known.expires())) {
            token = shown;
            claims = says;
        }
        return Claim.SAME;
    }

    /** The cookie's token never held: browsers send old ones along. */
    void forget() {
        if (claims == null) {
            token = null;
        }
    }

    /** Whether the person may still be heard and told things; true for nobody. Fails while that cannot be looked up. */
    Future<Boolean> holds() {
        if (claims == null) {
            return Future.succeededFuture(true);
        }
        Future<Boolean> check = tokens.holds(claims);
        return check.isComplete() ? check : check.timeout(LOST_MS, TimeUnit.MILLISECONDS);
    }

    static boolean isRefusal(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED;
    }
}
