package io.busbar.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Revocation;
import io.busbar.bus.Role;
import io.busbar.bus.sealed.SealedColumn;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys of the deployment: the newest signs, and each verifies the tokens that name it. A key signs for 30 days; its successor
 * is published an hour before it takes over, and the key stays until the last token that it signed has expired. Every node reloads the keys
 * every minute.
 */
public final class KeyRing implements AccessTokens {
    /** How long a key signs. */
    public static final Duration SIGNING_PERIOD = Duration.ofDays(30);

    /** How long a key is published before it signs. */
    public static final Duration PUBLICATION_LEAD = Duration.ofHours(1);

    /** Maximum lifetime of a token. */
    public static final Duration MAX_TOKEN_LIFETIME = Revocation.MAX_TOKEN_LIFETIME;

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final String ISSUER = "busbar";
    private static final String AUDIENCE = "busbar-api";
    static final String SEALING_PURPOSE = "signing-keys/v1";
    private static final String PURPOSE = "access";
    private static final Duration RELOAD_INTERVAL = Duration.ofMinutes(1);
    private static final Duration MIN_RELOAD_INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_CACHED_TOKENS = 20_000;

    private final SigningKeyStore store;
    private final RevocationView revocations;
    private final Cache<String, Claims> verifiedTokens = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED_TOKENS)
            .expireAfter(Expiry.<String, Claims>creating(
                    (token, claims) -> Duration.between(Instant.now(), claims.expires())))
            .build();
    private final AtomicLong reloadedAt = new AtomicLong(System.nanoTime());
    private volatile Map<String, SigningKey> keysById = Map.of();
    private volatile List<SigningKey> newestFirst = List.of();

    private KeyRing(SigningKeyStore store, RevocationView revocations) {
        this.store = store;
        this.revocations = revocations;
    }

    /**
     * Opens the key ring and creates its first key if it has none. Fails if a key can't be decrypted with one of the secrets or can't be
     * used; the node must not start then.
     */
    public static Future<KeyRing> open(Vertx vertx, Database database, Changes changes, DeploymentSecrets secrets) {
        JWTOptions jwtOptions = new JWTOptions()
                .setIssuer(ISSUER)
                .setAudience(List.of(AUDIENCE))
                .setLeeway(0);
        SecretBox secretBox = new SecretBox(secrets, SEALING_PURPOSE);
        KeyRing ring = new KeyRing(
                new SigningKeyStore(vertx, database, changes, secretBox, jwtOptions),
                new RevocationView(vertx, new RevocationStore(database)));
        return ring.reload()
                .compose(loaded ->
                        new SealedColumn("tokens.signing_key", "sealed_private", "kid", secretBox).reseal(changes))
                .compose(resealed -> ring.rotateIfDue())
                .compose(rotated -> ring.revocations.start())
                .onSuccess(started -> ring.scheduleReload(vertx))
                .map(ring);
    }

    private void scheduleReload(Vertx vertx) {
        vertx.setPeriodic(
                RELOAD_INTERVAL.toMillis(),
                timer -> rotateIfDue()
                        .onFailure(e -> LOG.warn("Reloading the signing keys failed; the loaded ones stay in use", e)));
    }

    /** Rotates the keys if due, and reloads them. */
    private Future<Void> rotateIfDue() {
        boolean due = newestFirst.isEmpty()
                || newestFirst.getFirst().signsFrom().isBefore(Instant.now().minus(SIGNING_PERIOD));
        return due
                ? store.rotate(SIGNING_PERIOD, PUBLICATION_LEAD, MAX_TOKEN_LIFETIME)
                        .compose(rotated -> reload())
                : reload();
    }

    private Future<Void> reload() {
        reloadedAt.set(System.nanoTime());
        return store.load(keysById).map(loaded -> {
            newestFirst = loaded;
            keysById = loaded.stream().collect(Collectors.toUnmodifiableMap(SigningKey::kid, Function.identity()));
            return null;
        });
    }

    /** Adds a revocation that was broadcast, before the next poll finds it. */
    public void onRevocation(Revocation revocation) {
        revocations.add(revocation);
    }

    @Override
    public Future<Claims> verify(String token) {
        Claims cached = verifiedTokens.getIfPresent(token);
        if (cached != null) {
            return requireNotRevoked(cached);
        }
        return UnverifiedToken.parse(token)
                .map(unverified -> verifySignature(unverified, token).compose(this::requireNotRevoked))
                .orElseGet(KeyRing::unauthorized);
    }

    private Future<Claims> verifySignature(UnverifiedToken unverified, String token) {
        return findKey(unverified.kid())
                .compose(key -> key.matches(unverified) ? verifyWith(key, token) : unauthorized());
    }

    @Override
    public Future<Boolean> isValid(Claims claims) {
        return claims.expires().isAfter(Instant.now())
                ? revocations.isRevoked(claims.grant()).map(revoked -> !revoked)
                : Future.succeededFuture(false);
    }

    private Future<Claims> requireNotRevoked(Claims claims) {
        return isValid(claims).compose(valid -> valid ? Future.succeededFuture(claims) : unauthorized());
    }

    /**
     * Returns the key with this ID. An unknown key may have been created on another node a moment ago, so it is loaded from the database,
     * at most once a second.
     */
    private Future<SigningKey> findKey(String kid) {
        SigningKey key = keysById.get(kid);
        if (key != null) {
            return Future.succeededFuture(key);
        }
        long last = reloadedAt.get();
        long now = System.nanoTime();
        if (now - last < MIN_RELOAD_INTERVAL.toNanos() || !reloadedAt.compareAndSet(last, now)) {
            return unauthorized();
        }
        return reload().compose(reloaded -> {
            SigningKey found = keysById.get(kid);
            return found == null ? unauthorized() : Future.succeededFuture(found);
        });
    }

    private Future<Claims> verifyWith(SigningKey key, String token) {
        return Future.succeededFuture(new TokenCredentials(token))
                .compose(key.verifier()::authenticate) // throws if a claim has the wrong type
                .map(user -> claims(user.attributes().getJsonObject("accessToken")))
                .onSuccess(claims -> verifiedTokens.put(token, claims))
                .recover(cause -> unauthorized());
    }

    private static Claims claims(JsonObject token) {
        boolean complete = PURPOSE.equals(token.getValue("purpose"))
                && token.getValue("role") instanceof String
                && token.getValue("sid") instanceof String
                && token.getValue("ver") instanceof Number
                && token.getValue("exp") instanceof Number;
        if (!complete) {
            throw Failure.of(FailureCode.UNAUTHORIZED);
        }
        TokenGrant tokenGrant = new TokenGrant(
                UUID.fromString(token.getString("sub")),
                new Role(token.getString("role")),
                token.getString("sid"),
                token.getLong("ver"),
                impersonator(token.getJsonObject("act")));
        return new Claims(tokenGrant, Instant.ofEpochSecond(token.getLong("exp")));
    }

    /** The actor claim (RFC 8693, 4.1). */
    private static @Nullable Impersonator impersonator(@Nullable JsonObject actor) {
        return actor == null ? null : new Impersonator(UUID.fromString(actor.getString("sub")), actor.getLong("ver"));
    }

    private static <T> Future<T> unauthorized() {
        return Future.failedFuture(Failure.of(FailureCode.UNAUTHORIZED, "Invalid or expired token"));
    }

    @Override
    public String sign(TokenGrant tokenGrant, Duration lifetime) {
        if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(MAX_TOKEN_LIFETIME) > 0) {
            throw new IllegalArgumentException(
                    "A token's lifetime is at most " + MAX_TOKEN_LIFETIME + ", not " + lifetime);
        }
        Instant now = Instant.now();
        SigningKey key = newestFirst.stream()
                .filter(candidate -> !candidate.signsFrom().isAfter(now))
                .findFirst()
                .orElseGet(newestFirst::getLast);
        JsonObject claims = new JsonObject()
                .put("purpose", PURPOSE)
                .put("role", tokenGrant.role().name())
                .put("sid", tokenGrant.session())
                .put("ver", tokenGrant.tokenVersion());
        Impersonator admin = tokenGrant.impersonator();
        if (admin != null) {
            claims.put(
                    "act", new JsonObject().put("sub", admin.admin().toString()).put("ver", admin.tokenVersion()));
        }
        return key.signer()
                .generateToken(
                        claims,
                        new JWTOptions()
                                .setAlgorithm(key.algorithm())
                                .setIssuer(ISSUER)
                                .addAudience(AUDIENCE)
                                .setSubject(tokenGrant.user().toString())
                                .setExpiresInSeconds((int) lifetime.toSeconds()));
    }

    @Override
    public JsonObject jwks() {
        JsonArray published = new JsonArray();
        newestFirst.forEach(key -> published.add(key.publicKey()));
        return new JsonObject().put("keys", published);
    }
}
