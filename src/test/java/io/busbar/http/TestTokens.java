package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Plain-text tokens of the form {@code good.<role>.<user>}. Further parts distinguish several tokens of one user, and {@code
 * .by.<admin>} marks impersonation by an admin. The key ring tests cover the security of real tokens.
 */
public final class TestTokens implements AccessTokens {
    public static final UUID ALICE = UUID.fromString("0199d1c2-7a10-7c3e-9d58-0000000000a1");

    public static String customer() {
        return "good.customer." + ALICE;
    }

    public static String admin() {
        return "good.admin." + ALICE;
    }

    /** Number of verifications of the token that is valid only once, as if it was revoked afterwards. */
    public static final AtomicInteger REVOKED_AFTER_FIRST_USE = new AtomicInteger();

    private final Set<String> revoked = ConcurrentHashMap.newKeySet();

    private final Map<String, Promise<Void>> delayed = new ConcurrentHashMap<>();

    /** Delays verifications of the token until the returned promise completes. */
    public Promise<Void> delayVerification(String token) {
        Promise<Void> gate = Promise.promise();
        delayed.put(token, gate);
        gate.future().onComplete(done -> delayed.remove(token));
        return gate;
    }

    /** Makes the token invalid. */
    public void revoke(String token) {
        revoked.add(token);
    }

    /** Returns a token that is valid only once, and begins to count its verifications. */
    public static String revokedAfterFirstUse() {
        REVOKED_AFTER_FIRST_USE.set(0);
        return "fading.customer." + ALICE;
    }

    @Override
    public Future<Claims> verify(String token) {
        Promise<Void> gate = delayed.get(token);
        return gate == null ? evaluate(token) : gate.future().compose(now -> evaluate(token));
    }

    @Override
    public Future<Boolean> isValid(Claims claims) {
        return verify(claims.grant().session())
                .map(true)
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
    }

    /** Uses the token as the session ID, so that tests can find what was created from it. */
    private Future<Claims> evaluate(String token) {
        String[] parts = token.split("\\.", -1);
        boolean isValid = parts[0].equals("good")
                || (parts[0].equals("fading") && REVOKED_AFTER_FIRST_USE.getAndIncrement() == 0);
        if (parts.length < 3 || !isValid || revoked.contains(token)) {
            return Future.failedFuture(Failure.of(FailureCode.UNAUTHORIZED, "The token does not hold"));
        }
        TokenGrant tokenGrant =
                new TokenGrant(UUID.fromString(parts[2]), new Role(parts[1]), token, 0, impersonator(parts));
        return Future.succeededFuture(new Claims(tokenGrant, Instant.now().plusSeconds(60)));
    }

    private static @Nullable Impersonator impersonator(String[] parts) {
        return parts.length == 5 && parts[3].equals("by") ? new Impersonator(UUID.fromString(parts[4]), 0) : null;
    }

    @Override
    public String sign(TokenGrant tokenGrant, Duration age) {
        return "good." + tokenGrant.role().name() + "." + tokenGrant.user();
    }

    @Override
    public JsonObject jwks() {
        return new JsonObject().put("keys", new JsonArray());
    }
}
