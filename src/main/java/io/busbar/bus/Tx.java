package io.busbar.bus;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/**
 * The transaction of a change. What is announced and scheduled here is written with the change's audit row just before the commit;
 * nothing of it exists if the change fails.
 */
public interface Tx {

    /** Runs one prepared statement in this transaction. */
    Future<RowSet<Row>> query(String sql, Tuple parameters);

    /**
     * Announces that something happened.
     *
     * @param key events of one key reach each subscriber in the order of their commits
     */
    <P extends Record> void publish(Event<P> event, String key, P payload);

    /** Announces it at a later time. A timer of the same event and key that is still waiting is replaced. */
    <P extends Record> void schedule(Event<P> timer, String key, P payload, Instant due);

    /** Forgets a timer that is still waiting; without one nothing happens. */
    void cancel(Event<?> timer, String key);

    /**
     * Tells a person's browsers. What is pushed to one person is numbered without gaps in the order of the commits, sent right after the
     * commit, and kept for those who come back within a week.
     */
    <P extends Record> void push(UUID user, Push<P> push, P payload);

    /**
     * Voids the access tokens of a session: every node refuses them from 250 ms after the commit on at the latest.
     *
     * @param until when the last of them ends by itself
     */
    void revokeSession(String session, Instant until);

    /** Voids the access tokens of an account that were made for a version of it before this one, in the same way. */
    void revokeTokens(UUID account, long version);

    /**
     * Forgets the stored answers of a person's keyed requests, what was pushed to them, and in the audit where they came from; that they
     * were there stays. What is pushed to them from now on is dropped.
     */
    Future<Void> erasePersonalData(UUID user);

    /** Names what the change is about, for the audit: {@code service:0190…}. May be said several times. */
    void auditSubject(String type, Object id);

    /** Keeps an upload beyond its first hour. */
    void retain(Upload upload);

    /** Removes the bytes of an upload that was kept; without them nothing happens. */
    Future<Void> delete(Upload upload);
}
