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

/** Tokens that say in clear what they mean: {@code good.<role>.<user>}, and more to tell
 * several of one person apart, or {@code .by.<admin>} for an admin in their place. What real ones must withstand is tested with the key ring. */
public final class TestTokens implements AccessTokens {
    public static final UUID ALICE = UUID.fromString("0199d1c2-7a10-7c3e-9d58-0000000000a1");

    public static String customer() {
        return "good.customer." + ALICE;
    }

    public static String admin() {
        return "good.admin." + ALICE;
    }

    /** How often somebody came with one that holds the first time only, as if it was revoked then. */
    static final AtomicInteger FADING = new AtomicInteger();

    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    private final Map<String, Promise<Void>> held = new ConcurrentHashMap<>();

    /** From now on whoever asks about the token gets no answer until that is completed. */
    public Promise<Void> hold(String token) {
        Promise<Void> answer = Promise.promise();
        held.put(token, answer);
        answer.future().onComplete(done -> held.remove(token));
        return answer;
    }

    /** From now on the token does not hold. */
    public void end(String token) {
        ended.add(token);
    }

    static String fading() {
        return "fading.customer." + ALICE;
    }

    @Override
    public Future<Claims> verify(String token) {
        Promise<Void> answer = held.get(token);
        return answer == null ? judge(token) : answer.future().compose(now -> judge(token));
    }

    @Override
    public Future<Boolean> holds(Claims claims) {
        return verify(claims.grant().session())
                .map(true)
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
    }

    /** The session is the token, so that what was made of it can be found again. */
    private Future<Claims> judge(String token) {
        String[] parts = token.split("\\.", -1);
        boolean holds = parts[0].equals("good") || (parts[0].equals("fading") && FADING.getAndIncrement() == 0);
        if (parts.length < 3 || !holds || ended.contains(token)) {
            return Future.failedFuture(Failure.of(FailureCode.UNAUTHORIZED, "The token does not hold"));
        }
        Grant grant = new Grant(UUID.fromString(parts[2]), Role.of(parts[1]), token, 0, impersonator(parts));
        return Future.succeededFuture(new Claims(grant, Instant.now().plusSeconds(60)));
    }

    private static @Nullable Impersonator impersonator(String[] parts) {
        return parts.length == 5 && parts[3].equals("by") ? new Impersonator(UUID.fromString(parts[4]), 0) : null;
    }

    @Override
    public String sign(Grant grant, Duration age) {
        return "good." + grant.role().wireName() + "." + grant.user();
    }

    @Override
    public JsonObject jwks() {
        return new JsonObject().put("keys", new JsonArray());
    }
}
