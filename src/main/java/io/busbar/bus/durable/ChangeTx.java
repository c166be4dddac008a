package io.busbar.bus.durable;

import io.busbar.bus.Event;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Push;
import io.busbar.bus.Revocation;
import io.busbar.bus.Tx;
import io.busbar.bus.Upload;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What one piece of work gets to see of a transaction, until it has ended. */
final class ChangeTx implements Tx {
    private static final String KEEP = "update bus.blob set kept = true where id = $1 and sha256 is not null";

    private static final String FORGET = """
        with answers as (delete from bus.idempotency where owner = 'user/' || $1)
        update bus.audit set ip = null, session = null
        where (actor = $1 or about_user = $1) and (ip is not null or session is not null)""";

    private static final String DISCARD = "delete from bus.blob where id = $1";

    private final Transaction transaction;
    private final Outbox announced;
    private final List<String> subjects = new ArrayList<>();
    private final List<Future<?>> promised = new ArrayList<>();
    private boolean over;

    ChangeTx(Transaction transaction, Outbox announced) {
        this.transaction = transaction;
        this.announced = announced;
    }

    @Override
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return over ? Future.failedFuture(tooLate()) : transaction.query(sql, parameters);
    }

    @Override
    public <P extends Record> void announce(Event<P> event, String key, P payload) {
        mustBeOpen();
        announced.say(event, key, payload);
    }

    @Override
    public <P extends Record> void schedule(Event<P> timer, String key, P payload, Instant due) {
        mustBeOpen();
        announced.schedule(timer, key, payload, due);
    }

    @Override
    public void cancel(Event<?> timer, String key) {
        mustBeOpen();
        announced.cancel(timer, key);
    }

    @Override
    public <P extends Record> void push(UUID user, Push<P> push, P payload) {
        mustBeOpen();
        announced.push(user, push, payload);
    }

    @Override
    public void revokeSession(String session, Instant until) {
        mustBeOpen();
        announced.revoke(new Revocation.OfSession(session, until));
    }

    @Override
    public void revokeTokens(UUID account, long version) {
        mustBeOpen();
        announced.revoke(
                new Revocation.OfAccount(account, version, Instant.now().plus(Revocation.LONGEST_TOKEN)));
    }

    @Override
    public Future<Void> forget(UUID user) {
        mustBeOpen();
        announced.forget(user);
        return query(FORGET, Tuple.of(user.toString())).mapEmpty();
    }

    @Override
    public void about(String kind, Object id) {
        mustBeOpen();
        subjects.add(kind + ":" + id);
    }

    @Override
    public void keep(Upload upload) {
        mustBeOpen();
        promised.add(transaction
                .query(KEEP, Tuple.of(upload.blob()))
                .compose(kept -> kept.rowCount() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                Failure.of(FailureCode.CONFLICT, "The upload is gone; it has to be sent again"))));
    }

    @Override
    public Future<Void> discard(Upload upload) {
        return query(DISCARD, Tuple.of(upload.blob())).mapEmpty();
    }

    /** Ends what the work can do, and waits for what it started and did not wait for. */
    Future<List<String>> end() {
        over = true;
        return promised.isEmpty()
                ? Future.succeededFuture(subjects)
                : Future.all(List.copyOf(promised)).map(subjects);
    }

    private void mustBeOpen() {
        if (over) {
            throw tooLate();
        }
    }

    private static IllegalStateException tooLate() {
        return new IllegalStateException("the work of this change has ended");
    }
}
