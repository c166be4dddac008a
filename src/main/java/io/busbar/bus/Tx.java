package io.busbar.bus;

import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.permissions.TxPermissions;
import io.busbar.data.SqlTransaction;
import io.busbar.data.Total;
import io.busbar.data.Upload;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a change. Events, timers, totals and pushes are written together with the change's audit row just before the commit;
 * if the change fails, none of them exists.
 */
public interface Tx extends SqlTransaction {

    /** Runs one prepared statement in this transaction. */
    @Override
    Future<RowSet<Row>> query(String sql, Tuple parameters);

    /**
     * Publishes an event about one object and adds the object to the audit row of the change: {@code service:0190…} for
     * {@code catalog.service.created}. Events about the same object reach each subscriber in the order of their commits.
     *
     * @return the payload
     */
    default <P extends Record> P publish(Event<P> event, UUID id, P payload) {
        auditSubject(event.subject(), id);
        return publish(event, id.toString(), payload);
    }

    /**
     * Publishes an event.
     *
     * @param key events with the same key reach each subscriber in the order of their commits
     * @return the payload
     */
    <P extends Record> P publish(Event<P> event, String key, P payload);

    /** Enqueues a continuation of this service, which is handled after the commit: in the order of the commits per key. */
    <P extends Record> void enqueue(Continuation<P> continuation, String key, P payload);

    /**
     * Publishes an event or enqueues a continuation at a later time, at most 100 ms late unless the node is overloaded and never early. It
     * replaces a pending timer of the same type and key. The clock is that of the database.
     */
    <P extends Record> void schedule(MessageType<P> timer, String key, P payload, Instant due);

    /** Cancels a pending timer; has no effect if there is none. */
    void cancel(MessageType<?> timer, String key);

    /**
     * Starts a job, which runs its first step after the commit. If the owner can have only one active job of this type, the active one is
     * returned. Fails with CONFLICT if the owner has reached the limit of this type.
     *
     * @param owner the user who sees the job and its result; null for the system's own work
     */
    <S extends Record> Future<JobDetails> startJob(Job<S> job, @Nullable UUID owner, S state);

    /** Tells every node after the commit that jobs of this type may be due, so that none waits for the next poll. */
    void announceJobs(String type);

    /** Tells every node after the commit that operation sets have changed, so that none waits for the next poll. */
    void announceOperationSets(long revision);

    /**
     * Adds a difference to a total. The differences of a transaction are summed up and written just before the commit, in an order that
     * rules out deadlocks between transactions that add to the same totals.
     *
     * @return a completed future, so that a handler can consist of this call
     */
    <K> Future<Void> add(Total<K> total, K key, long difference);

    /** Counts an object at another key: one less at the first, one more at the second. Has no effect if they are the same. */
    default <K> Future<Void> move(Total<K> total, K from, K to) {
        return add(total, from, -1).compose(removed -> add(total, to, 1));
    }

    /**
     * Pushes a message to a user's browsers. The pushes of a user are numbered without gaps in commit order, sent right after the commit,
     * and stored for a week for browsers that reconnect.
     */
    <P extends Record> void push(UUID user, Push<P> push, P payload);

    /**
     * Revokes the access tokens of a session. Every node refuses them at the latest 250 ms after the commit.
     *
     * @param until when the last of them expires
     */
    void revokeSession(String session, Instant until);

    /**
     * Revokes the account's tokens whose version is lower than {@code tokenVersion}. Every node refuses them at the latest 250 ms after the
     * commit.
     */
    void revokeTokens(UUID account, long tokenVersion);

    /**
     * Erases the user's personal data from the tables of the bus: the stored results of the user's requests with idempotency keys, the
     * pushes to the user, the user's jobs with their results, what is shared with or denied to the user, and IP address and session in the
     * audit. The audit rows themselves stay. Later pushes to the user are dropped.
     */
    Future<Void> erasePersonalData(UUID user);

    /** Returns what writes shares and denials, and announces changed and deleted objects. */
    TxPermissions permissions();

    /** Adds an object that the change concerns to its audit row, once: {@code service:0190…}. */
    void auditSubject(String type, Object id);

    /** Keeps an upload, which is otherwise removed after an hour. The change fails with CONFLICT if the upload no longer exists. */
    void retain(Upload upload);

    /** Deletes a retained upload. It can't be read after the commit. Has no effect if the upload no longer exists. */
    Future<Void> delete(Upload upload);
}
