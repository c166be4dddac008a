package io.busbar.bus.outbox;

import io.busbar.bus.Continuation;
import io.busbar.bus.Event;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.MessageType;
import io.busbar.bus.Push;
import io.busbar.bus.Revocation;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.engine.JobDeletion;
import io.busbar.bus.jobs.engine.JobInsert;
import io.busbar.bus.permissions.PermissionWriter;
import io.busbar.bus.permissions.TxPermissions;
import io.busbar.data.Total;
import io.busbar.data.Upload;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transaction as the code inside a change sees it. It can't be used after that code has ended. */
public final class ChangeTx implements Tx {
    private static final String RETAIN_UPLOAD =
            "update bus.blob set retained = true where id = $1 and size is not null";

    private static final String ERASE_RESPONSES_AND_AUDIT_DETAILS = """
        with responses as (delete from bus.idempotency where owner = 'user/' || $1)
        update bus.audit set ip = null, session = null
        where (actor = $1 or subject_user = $1 or impersonator = $1) and (ip is not null or session is not null)""";

    private final Transaction transaction;
    private final PendingWrites pendingWrites;
    private final @Nullable UUID actor;
    private final Set<String> subjects = new LinkedHashSet<>();
    /** The statements whose result the work does not see. */
    private final List<Future<?>> unawaitedStatements = new ArrayList<>();

    private boolean closed;

    /**
     * Creates the handle of a transaction whose events, timers and pushes are collected.
     *
     * @param actor the user in whose name the change runs; null for the system
     */
    public ChangeTx(Transaction transaction, PendingWrites pendingWrites, @Nullable UUID actor) {
        this.transaction = transaction;
        this.pendingWrites = pendingWrites;
        this.actor = actor;
    }

    @Override
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return closed ? Future.failedFuture(closedException()) : transaction.query(sql, parameters);
    }

    @Override
    public <P extends Record> P publish(Event<P> event, String key, P payload) {
        requireOpen();
        pendingWrites.addMessage(event, key, payload);
        return payload;
    }

    @Override
    public <P extends Record> void enqueue(Continuation<P> continuation, String key, P payload) {
        requireOpen();
        pendingWrites.addMessage(continuation, key, payload);
    }

    @Override
    public <P extends Record> void schedule(MessageType<P> timer, String key, P payload, Instant due) {
        requireOpen();
        pendingWrites.schedule(timer, key, payload, due);
    }

    @Override
    public void cancel(MessageType<?> timer, String key) {
        requireOpen();
        pendingWrites.cancel(timer, key);
    }

    @Override
    public <K> Future<Void> add(Total<K> total, K key, long difference) {
        requireOpen();
        pendingWrites.add(total, key, difference);
        return Future.succeededFuture();
    }

    @Override
    public <P extends Record> void push(UUID user, Push<P> push, P payload) {
        requireOpen();
        pendingWrites.push(user, push, payload);
    }

    @Override
    public <S extends Record> Future<JobDetails> startJob(Job<S> job, @Nullable UUID owner, S state) {
        announceJobs(job.type());
        return JobInsert.insert(this, job, owner, state).onSuccess(started -> subjects.add("job:" + started.id()));
    }

    @Override
    public void announceJobs(String type) {
        requireOpen();
        pendingWrites.announceJobs(type);
    }

    @Override
    public void announceOperationSets(long revision) {
        requireOpen();
        pendingWrites.announceOperationSets(revision);
    }

    @Override
    public void revokeSession(String session, Instant until) {
        requireOpen();
        pendingWrites.revoke(new Revocation.SessionRevocation(session, until));
    }

    @Override
    public void revokeTokens(UUID account, long tokenVersion) {
        requireOpen();
        pendingWrites.revoke(new Revocation.AccountRevocation(
                account, tokenVersion, Instant.now().plus(Revocation.MAX_TOKEN_LIFETIME)));
    }

    @Override
    public Future<Void> erasePersonalData(UUID user) {
        requireOpen();
        pendingWrites.erasePushes(user);
        return JobDeletion.deleteOwned(this::query, user)
                .compose(jobs -> PermissionWriter.erase(this, user))
                .compose(permissions -> query(ERASE_RESPONSES_AND_AUDIT_DETAILS, Tuple.of(user.toString())))
                .mapEmpty();
    }

    @Override
    public TxPermissions permissions() {
        requireOpen();
        return new PermissionWriter(this, actor, pendingWrites::changePermissions, pendingWrites::announcePermissions);
    }

    @Override
    public void auditSubject(String type, Object id) {
        requireOpen();
        subjects.add(type + ":" + id);
    }

    @Override
    public void retain(Upload upload) {
        requireOpen();
        unawaitedStatements.add(transaction
                .query(RETAIN_UPLOAD, Tuple.of(upload.blob()))
                .compose(updated -> updated.rowCount() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                Failure.of(FailureCode.CONFLICT, "The upload has expired; upload the file again"))));
    }

    @Override
    public Future<Void> delete(Upload upload) {
        return query(ReleasedBlobs.RELEASE_AND_DELETE_CHUNKS, Tuple.of(upload.blob()))
                .mapEmpty();
    }

    /** Closes this handle, waits for the statements that the work sent without waiting for them, and returns the audit subjects. */
    public Future<List<String>> finish() {
        closed = true;
        return unawaitedStatements.isEmpty()
                ? Future.succeededFuture(List.copyOf(subjects))
                : Future.all(List.copyOf(unawaitedStatements)).map(done -> List.copyOf(subjects));
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("This change has already ended; its Tx can no longer be used");
    }
}
