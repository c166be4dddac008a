package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.data.SqlErrorKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lock on an idempotency key for the duration of one transaction. A second request waits for the first. If the first commits, the second
 * gets its stored result; if it fails, nothing is stored and the second request runs. The lock serializes the requests; the primary key
 * would refuse a second result in any case.
 *
 * @param owner the caller who chose the key: a user, a client address or a system component
 * @param fingerprint the keyed hash of the request, to recognize another request with the same key
 */
record IdempotencyLock(String owner, String operation, String key, String fingerprint) {
    /** The seed 2 of the hash keeps these locks apart from other advisory locks. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 2))";

    /** Finds the stored result. Also deletes it if it has expired. */
    private static final String FIND = """
        with expired as (
          delete from bus.idempotency
          where owner = $1 and operation = $2 and key = $3 and created_at <= now() - interval '24 hours')
        select fingerprint, response::text as response from bus.idempotency
        where owner = $1 and operation = $2 and key = $3 and created_at > now() - interval '24 hours'""";

    private static final String STORE = """
        insert into bus.idempotency (owner, operation, key, fingerprint, response)
        values ($1, $2, $3, $4, $5::text::json)""";

    /** Returns the lock for the request's idempotency key, if the request has a key for this operation and the operation supports keys. */
    static Optional<IdempotencyLock> forRequest(RequestContext requestContext, Operation<?, ?> operation) {
        RequestContext.Idempotency idempotency = requestContext.idempotency();
        if (idempotency == null
                || !idempotency.operation().equals(operation.name())
                || !operation.supportsIdempotencyKey()) {
            return Optional.empty();
        }
        String owner = switch (requestContext.principal()) {
            case RequestContext.UserPrincipal user -> "user/" + user.id();
            case RequestContext.AnonymousPrincipal anonymous -> "ip/" + requestContext.ip();
            case RequestContext.SystemPrincipal systemPrincipal -> "system/" + systemPrincipal.name();
        };
        return Optional.of(
                new IdempotencyLock(owner, idempotency.operation(), idempotency.key(), idempotency.fingerprint()));
    }

    /**
     * Acquires the lock and returns the result that is stored under the key, if any. Fails with REQUEST_IN_PROGRESS if another request
     * still holds the lock after the timeout, and with IDEMPOTENCY_KEY_REUSED if the stored result belongs to a different request.
     */
    Future<Optional<String>> acquire(Transaction tx, Duration timeout) {
        Future<?> lockTimeout = tx.execute("set local lock_timeout = " + timeout.toMillis());
        Future<?> locked = tx.query(LOCK, Tuple.of(String.join("\n", owner, operation, key)));
        Future<RowSet<Row>> found = tx.query(FIND, Tuple.of(owner, operation, key));
        Future<?> reset = tx.execute("set local lock_timeout to default");
        return Future.join(List.of(lockTimeout, locked, found, reset)).transform(all -> readStored(locked, found));
    }

    private Future<Optional<String>> readStored(Future<?> locked, Future<RowSet<Row>> found) {
        if (locked.succeeded()) {
            return found.map(RowSet::iterator).compose(this::toStoredResult);
        }
        boolean timedOut = SqlErrorKind.of(locked.cause()) == SqlErrorKind.LOCK_NOT_AVAILABLE;
        return Future.failedFuture(timedOut ? requestInProgress() : locked.cause());
    }

    private static Failure requestInProgress() {
        FailureCode code = FailureCode.REQUEST_IN_PROGRESS;
        return new Failure(code, code.defaultMessage(), Map.of(), List.of(), Duration.ofSeconds(1));
    }

    private Future<Optional<String>> toStoredResult(RowIterator<Row> rows) {
        if (!rows.hasNext()) {
            return Future.succeededFuture(Optional.empty());
        }
        Row row = rows.next();
        return fingerprint.equals(row.getString("fingerprint"))
                ? Future.succeededFuture(Optional.of(row.getString("response")))
                : Future.failedFuture(Failure.of(FailureCode.IDEMPOTENCY_KEY_REUSED));
    }

    /** Stores the result for repeated requests. */
    Future<RowSet<Row>> storeResult(Transaction tx, String result) {
        return tx.query(STORE, Tuple.of(owner, operation, key, fingerprint, result));
    }
}
