package io.busbar.bus.jobs.engine;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobFileException;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobPushes.JobProgress;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.bus.jobs.engine.StepCommit.OwnedProgress;
import io.busbar.bus.json.Json;
import io.busbar.bus.outbox.ErrorDescription;
import io.busbar.bus.outbox.LeaseLostException;
import io.busbar.data.Upload;
import io.busbar.data.WireNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stores the outcome of a step in the step's transaction. Every statement names the fence of the claim: if it no longer matches, nothing is
 * updated, and the transaction fails with {@link LeaseLostException} and leaves nothing behind.
 */
final class OutcomeWriter {
    private static final String NEXT = """
        update bus.job
        set status = 'queued', lease_until = null, attempt = 0, last_error = null, state = $3::text::jsonb, done = $4, total = $5,
            due_at = clock_timestamp() + $6 * interval '1 millisecond'
        where id = $1 and fence = $2 and status = 'running'""";

    private static final String WAIT_FOR_CHILDREN = """
        update bus.job
        set status = 'waiting', lease_until = null, attempt = 0, last_error = null, state = $3::text::jsonb,
            children = children + $4, open_children = $4
        where id = $1 and fence = $2 and status = 'running'
        returning id""";

    private static final String POSTPONE = """
        update bus.job
        set status = 'queued', lease_until = null, last_error = $3, due_at = clock_timestamp() + $4 * interval '1 millisecond'
        where id = $1 and fence = $2 and status = 'running'""";

    /** A job that has succeeded has done everything: the items that the last step reports, otherwise its total. */
    private static final String FINISH = """
        with ended as (
          update bus.job
          set status = $3, lease_until = null, finished_at = clock_timestamp(),
              done = case when $3 = 'succeeded' then coalesce($9, total, done) else done end, total = coalesce($9, total),
              expires_at = case when parent is null then clock_timestamp() + keep_for end,
              result = $4::text::json, upload = $5::text::jsonb, error_code = $6, error_message = $7, last_error = $8
          where id = $1 and fence = $2 and status = 'running'
          returning id, owner, type, status, parent),
        %s
        select parent.id as parent, parent.type as parent_type, parent.owner as parent_owner,
               parent.children, parent.open_children, parent.fence as parent_fence
        from ended left join parent on true""".formatted(JobFinish.UPDATE_PARENT);

    /** The end of a job: its status, and its result with the items that are done, or its failure with the description for operators. */
    private record FinalOutcome(
            JobStatus status,
            @Nullable Record result,
            @Nullable Upload file,
            @Nullable Long done,
            @Nullable Failure failure,
            @Nullable String error) {
        static FinalOutcome succeeded(@Nullable Record result) {
            return new FinalOutcome(JobStatus.SUCCEEDED, result, null, null, null, null);
        }

        static FinalOutcome succeededWithFile(Upload file, @Nullable Long done) {
            return new FinalOutcome(JobStatus.SUCCEEDED, null, file, done, null, null);
        }

        static FinalOutcome failed(Failure failure, String error) {
            return new FinalOutcome(JobStatus.FAILED, null, null, null, failure, error);
        }
    }

    private OutcomeWriter() {}

    /** Stores the outcome and returns its consequences, which apply once the transaction has committed. */
    static Future<StepCommit> write(Tx tx, ClaimedStep step, JobOutcome outcome) {
        return switch (outcome) {
            case JobOutcome.NextStep next -> next(tx, step, next);
            case JobOutcome.Succeeded done -> succeed(tx, step, FinalOutcome.succeeded(done.result()));
            case JobOutcome.SucceededWithFile done -> {
                tx.retain(done.file());
                yield succeed(tx, step, FinalOutcome.succeededWithFile(done.file(), null));
            }
            case JobOutcome.SucceededWithAppendedFile done ->
                JobFile.append(tx, step, Buffer.buffer())
                        .map(file -> new Upload(file.blob(), done.name(), done.mediaType(), file.size(), null))
                        .compose(file -> finish(tx, step, FinalOutcome.succeededWithFile(file, done.done())));
            case JobOutcome.PermanentFailure failed ->
                finish(tx, step, FinalOutcome.failed(failed.failure(), ErrorDescription.of(failed.failure())));
            case JobOutcome.Children children ->
                children.children().isEmpty()
                        ? next(
                                tx,
                                step,
                                new JobOutcome.NextStep(children.state(), step.done(), step.total(), Duration.ZERO))
                        : startChildren(tx, step, children);
            case JobOutcome.WithEffects with ->
                writeEffects(tx, step, with).compose(written -> write(tx, step, with.outcome()));
        };
    }

    private static Future<?> writeEffects(Tx tx, ClaimedStep step, JobOutcome.WithEffects with) {
        Future<?> written = Future.succeededFuture();
        for (Function<Tx, Future<?>> change : with.changes()) {
            written = written.compose(before -> change.apply(tx));
        }
        return with.appended().length() == 0
                ? written
                : written.compose(changed -> JobFile.append(tx, step, with.appended()));
    }

    /** Delays the next attempt of a step that has failed. */
    static Future<StepCommit> postpone(Tx tx, ClaimedStep step, String error, Duration backoff) {
        return tx.query(POSTPONE, Tuple.of(step.id(), step.fence(), error, (double) backoff.toMillis()))
                .map(OutcomeWriter::requireHeld)
                .map(updated -> StepCommit.nextStep("retried", backoff, List.of()));
    }

    /** Marks a job as failed after its last attempt. */
    static Future<StepCommit> deadLetter(Tx tx, ClaimedStep step, Failure failure, String error) {
        return finish(tx, step, FinalOutcome.failed(failure, error));
    }

    private static Future<StepCommit> next(Tx tx, ClaimedStep step, JobOutcome.NextStep next) {
        return tx.query(
                        NEXT,
                        Tuple.of(step.id(), step.fence(), Json.string(next.state()), next.done(), next.total(), (double)
                                next.delay().toMillis()))
                .map(OutcomeWriter::requireHeld)
                .map(updated -> StepCommit.nextStep(
                        "continued",
                        next.delay(),
                        progress(
                                step.owner(),
                                step.fence(),
                                new JobProgress(step.id(), step.type(), next.done(), next.total()))));
    }

    /** A job with a file can't start children: it may have to go back to the state before its first part, and would start them again. */
    private static Future<StepCommit> startChildren(Tx tx, ClaimedStep step, JobOutcome.Children children) {
        if (step.hasFile()) {
            return Future.failedFuture(
                    new JobFileException(step.type() + " has appended to its file and can't start children any more"));
        }
        Tuple waiting = Tuple.of(
                step.id(),
                step.fence(),
                Json.string(children.state()),
                children.children().size());
        return FamilyLock.acquire(tx, step.id())
                .compose(locked -> tx.query(WAIT_FOR_CHILDREN, waiting))
                .map(OutcomeWriter::requireHeld)
                .compose(held -> JobInsert.insertChildren(tx, step, children.children()))
                .map(inserted -> new StepCommit(
                        "waiting",
                        children.children().stream()
                                .map(child -> child.job().type())
                                .collect(Collectors.toSet()),
                        StepCommit.NO_NEXT_STEP,
                        List.of()));
    }

    /** Ends a job whose result is not the file to which it may have appended. */
    private static Future<StepCommit> succeed(Tx tx, ClaimedStep step, FinalOutcome finalOutcome) {
        Future<Void> discarded = step.hasFile() ? JobFile.discard(tx, Set.of(step.id())) : Future.succeededFuture();
        return discarded.compose(removed -> finish(tx, step, finalOutcome));
    }

    private static Future<StepCommit> finish(Tx tx, ClaimedStep step, FinalOutcome finalOutcome) {
        Record result = finalOutcome.result();
        Upload file = finalOutcome.file();
        Failure failure = finalOutcome.failure();
        Tuple values = Tuple.tuple()
                .addValue(step.id())
                .addValue(step.fence())
                .addValue(WireNames.nameOf(finalOutcome.status()))
                .addValue(result == null ? null : Json.string(result))
                .addValue(file == null ? null : Json.string(file))
                .addValue(failure == null ? null : failure.code().name())
                .addValue(failure == null ? null : failure.message())
                .addValue(finalOutcome.error())
                .addValue(finalOutcome.done());
        return tx.query(FINISH, values).map(OutcomeWriter::requireHeld).map(rows -> {
            if (step.parent() == null) {
                tx.auditSubject("job", step.id());
            }
            JobFinish.push(tx, step.id(), step.type(), step.owner(), step.parent(), finalOutcome.status());
            return ended(rows.iterator().next(), finalOutcome.status());
        });
    }

    /** Returns the consequences of the end of a job: its parent continues, or has made progress. */
    private static StepCommit ended(Row row, JobStatus status) {
        UUID parent = row.getUUID("parent");
        if (parent == null) {
            return StepCommit.nothing(WireNames.nameOf(status));
        }
        String parentType = row.getString("parent_type");
        int open = row.getInteger("open_children");
        long total = row.getInteger("children");
        return new StepCommit(
                WireNames.nameOf(status),
                open == 0 ? Set.of(parentType) : Set.of(),
                StepCommit.NO_NEXT_STEP,
                progress(
                        row.getUUID("parent_owner"),
                        row.getLong("parent_fence"),
                        new JobProgress(parent, parentType, total - open, total)));
    }

    private static List<OwnedProgress> progress(@Nullable UUID owner, long fence, JobProgress progress) {
        return owner == null ? List.of() : List.of(new OwnedProgress(owner, fence, progress));
    }

    private static RowSet<Row> requireHeld(RowSet<Row> updated) {
        if (updated.rowCount() == 0) {
            throw new LeaseLostException();
        }
        return updated;
    }
}
