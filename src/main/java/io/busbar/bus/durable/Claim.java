package io.busbar.bus.durable;

import io.busbar.bus.Answer;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
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
 * An idempotency key held for the length of one transaction. Whoever comes second waits for the first: if that commits, its stored
 * answer is the second's too; if it fails, nothing is stored and the second goes ahead. The lock makes them take turns, the primary
 * key would refuse a second answer in any case.
 */
record Claim(String owner, String operation, String key, String fingerprint) {
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 2))";

    private static final String FIND = """
        with expired as (
          delete from bus.idempotency
          where owner = $1 and operation = $2 and key = $3 and created_at <= now() - interval '24 hours')
        select fingerprint, answer::text as answer from bus.idempotency
        where owner = $1 and operation = $2 and key = $3 and created_at > now() - interval '24 hours'""";

    private static final String KEEP = """
        insert into bus.idempotency (owner, operation, key, fingerprint, answer)
        values ($1, $2, $3, $4, $5::text::json)""";

    /** The caller's claim for this operation, if they made one and the operation honours it. */
    static Optional<Claim> of(Caller caller, Operation<?, ?> operation) {
        Caller.Idempotency made = caller.idempotency();
        if (made == null
                || !made.operation().equals(operation.name())
                || !operation.keyed()
                || operation.answer() instanceof Answer.Session) {
            return Optional.empty();
        }
        String owner = switch (caller.who()) {
            case Caller.User user -> "user/" + user.id();
            case Caller.Nobody nobody -> "ip/" + caller.ip();
            case Caller.Program program -> "program/" + program.name();
        };
        return Optional.of(new Claim(owner, made.operation(), made.key(), made.fingerprint()));
    }

    /**
     * Takes the key, or finds the answer that was stored under it. Fails with REQUEST_IN_PROGRESS when its holder does not end in time,
     * with IDEMPOTENCY_KEY_REUSED when it belongs to another request.
     */
    Future<Optional<String>> take(Transaction tx, Duration wait) {
        Future<?> patience = tx.command("set local lock_timeout = " + wait.toMillis());
        Future<?> locked = tx.query(LOCK, Tuple.of(String.join("\n", owner, operation, key)));
        Future<RowSet<Row>> found = tx.query(FIND, Tuple.of(owner, operation, key));
        Future<?> reset = tx.command("set local lock_timeout to default");
        return Future.join(List.of(patience, locked, found, reset)).transform(all -> {
            if (locked.failed()) {
                return Future.failedFuture(
                        SqlErrorKind.of(locked.cause()) == SqlErrorKind.LOCKED ? stillRunning() : locked.cause());
            }
            return found.map(RowSet::iterator).compose(this::stored);
        });
    }

    private static Failure stillRunning() {
        FailureCode code = FailureCode.REQUEST_IN_PROGRESS;
        return new Failure(code, code.text(), Map.of(), List.of(), Duration.ofSeconds(1));
    }

    private Future<Optional<String>> stored(RowIterator<Row> rows) {
        if (!rows.hasNext()) {
            return Future.succeededFuture(Optional.empty());
        }
        Row row = rows.next();
        return fingerprint.equals(row.getString("fingerprint"))
                ? Future.succeededFuture(Optional.of(row.getString("answer")))
                : Future.failedFuture(Failure.of(FailureCode.IDEMPOTENCY_KEY_REUSED));
    }

    /** Stores the answer for whoever repeats the request. */
    Future<RowSet<Row>> keep(Transaction tx, String answer) {
        return tx.query(KEEP, Tuple.of(owner, operation, key, fingerprint, answer));
    }
}
