package io.busbar.tokens;

import io.busbar.bus.Failure;
import io.busbar.bus.Revocation;
import io.busbar.tokens.AccessTokens.Grant;
import io.busbar.tokens.AccessTokens.Impersonator;
import io.busbar.tokens.RevocationStore.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tokens are void, as this node knows. It looks every 100 ms for what is new. Its word counts for 250 ms after the start of its last
 * look; past that, as after a pause of the process or while the database is away, whoever asks waits for a newer look, which all who ask
 * share. So a token is never taken for longer than 250 ms after its revocation, whatever happens to this node.
 */
final class RevocationView {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationView.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration TRUST = Duration.ofMillis(250);
    private static final Duration TIDY = Duration.ofMinutes(1);

    /** A look that takes longer is given up, so that the next can be taken. */
    private static final Duration LOST = Duration.ofSeconds(1);

    /** How many of those somebody waits for who must know. */
    private static final int PATIENCE = 3;

    private record Version(long version, Instant until) {}

    private final Vertx vertx;
    private final RevocationStore store;
    private final Map<String, Instant> sessions = new ConcurrentHashMap<>();
    private final Map<UUID, Version> accounts = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Position reached = Position.START;
    private volatile long asOf = System.nanoTime() - TRUST.toNanos() - 1;
    private long newestBegun;
    private Future<Void> newest = Future.succeededFuture();

    RevocationView(Vertx vertx, RevocationStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /** Reads all there is, and keeps looking. */
    Future<Void> start() {
        return look().onSuccess(read -> {
            vertx.setPeriodic(LOOK.toMillis(), tick -> {
                if (looking.compareAndSet(false, true)) {
                    look().onFailure(cause -> LOG.debug("Revocations could not be read", cause))
                            .onComplete(done -> looking.set(false));
                }
            });
            vertx.setPeriodic(TIDY.toMillis(), tick -> tidy());
        });
    }

    /** Takes one that was heard of before it was looked for. */
    void add(Revocation revocation) {
        switch (revocation) {
            case Revocation.OfSession session -> sessions.put(session.session(), session.until());
            case Revocation.OfAccount account ->
                accounts.merge(
                        account.account(),
                        new Version(account.version(), account.until()),
                        (known, heard) -> known.version() >= heard.version() ? known : heard);
        }
    }

    /** Whether the token of such a grant is void. */
    Future<Boolean> isVoid(Grant grant) {
        if (isKnown(grant)) {
            return Future.succeededFuture(true);
        }
        return System.nanoTime() - asOf <= TRUST.toNanos()
                ? Future.succeededFuture(false)
                : fresh(PATIENCE)
                        .transform(look -> look.succeeded() || isKnown(grant)
                                ? Future.succeededFuture(isKnown(grant))
                                : Future.failedFuture(Failure.unavailable(
                                        "Nobody can tell at the moment whether a token still holds", LOST)));
    }

    /** A busy moment is waited out; a database that is not there fails at once. */
    private Future<Void> fresh(int looks) {
        return fresh().recover(cause ->
                cause instanceof TimeoutException && looks > 1 ? fresh(looks - 1) : Future.failedFuture(cause));
    }

    /** A look that is recent enough, begun by whoever asks first. */
    private synchronized Future<Void> fresh() {
        long now = System.nanoTime();
        if (newest.isComplete() || now - newestBegun > TRUST.toNanos()) {
            newestBegun = now;
            newest = look();
        }
        return newest;
    }

    private boolean isKnown(Grant grant) {
        Impersonator admin = grant.impersonator();
        return sessions.containsKey(grant.session())
                || isBelow(grant.user(), grant.version())
                || (admin != null && isBelow(admin.admin(), admin.version()));
    }

    private boolean isBelow(UUID account, long version) {
        Version ended = accounts.get(account);
        return ended != null && version < ended.version();
    }

    private Future<Void> look() {
        long begun = System.nanoTime();
        return store.since(reached)
                .timeout(LOST.toMillis(), TimeUnit.MILLISECONDS)
                .map(news -> {
                    news.revocations().forEach(this::add);
                    reached = news.reached();
                    trust(begun);
                    return null;
                });
    }

    /** Looks can end in another order than they began. */
    private synchronized void trust(long begun) {
        if (begun - asOf > 0) {
            asOf = begun;
        }
    }

    private void tidy() {
        Instant now = Instant.now();
        sessions.values().removeIf(until -> until.isBefore(now));
        accounts.values().removeIf(version -> version.until().isBefore(now));
    }
}
