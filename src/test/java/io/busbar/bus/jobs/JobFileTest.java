package io.busbar.bus.jobs;

import static io.busbar.bus.jobs.JobFixture.BATCH;
import static io.busbar.bus.jobs.JobFixture.COUNT;
import static io.busbar.bus.jobs.JobFixture.EXTERNAL;
import static io.busbar.bus.jobs.JobFixture.ITEM;
import static io.busbar.bus.jobs.JobFixture.newOwner;
import static io.busbar.bus.jobs.JobFixture.upTo;
import static io.busbar.bus.jobs.JobTestNode.get;
import static io.busbar.bus.jobs.PartedFile.CHUNK_BYTES;
import static io.busbar.bus.jobs.PartedFile.PARTS;
import static io.busbar.bus.jobs.PartedFile.append;
import static io.busbar.bus.jobs.PartedFile.content;
import static io.busbar.bus.jobs.PartedFile.parts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.jobs.JobFixture.CountState;
import io.busbar.bus.jobs.engine.JobDeletion;
import io.busbar.data.Upload;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs whose steps append to a file. */
@UsesServers
class JobFileTest {
    private static final String URL = TestServers.freshDatabase();

    /** The files whose bytes are not about to be deleted. */
    private static final String RETAINED_FILES = "bus.blob where retained";

    private static final JobRunner<CountState> APPENDING =
            JobRunner.of(COUNT, (tx, run) -> Future.succeededFuture(append(run)));

    @BeforeEach
    void clear() {
        JobTestNode.clear(URL);
    }

    static Stream<Named<JobRunner<CountState>>> kindsOfSteps() {
        return Stream.of(
                Named.of("transactional", APPENDING),
                Named.of("external", JobRunner.of(EXTERNAL, run -> Future.succeededFuture(append(run)))));
    }

    @ParameterizedTest
    @MethodSource("kindsOfSteps")
    void run_stepsThatAppend_makeOneFileOfAllPartsInOrder(JobRunner<CountState> appending) {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, appending)) {
            UUID job = node.start(appending.job(), owner, upTo(PARTS)).id();

            assertThat(node.awaitStatus(job, owner, JobStatus.SUCCEEDED).hasResult())
                    .isTrue();

            Upload file = file(node, job, owner);
            assertThat(file.name()).isEqualTo("parts.bin");
            assertThat(file.mediaType()).isEqualTo("application/x-parts");
            assertThat(file.size()).isEqualTo(parts(1, PARTS).size());
            assertThat(content(node, job)).isEqualTo(parts(1, PARTS));
            assertThat(node.rows("select length(bytes) as length from bus.blob_chunk order by chunk_index"))
                    .extracting(row -> row.getInteger("length"))
                    .as("equal chunks, by which a byte is found")
                    .containsExactly(
                            CHUNK_BYTES,
                            CHUNK_BYTES,
                            CHUNK_BYTES,
                            CHUNK_BYTES,
                            CHUNK_BYTES,
                            CHUNK_BYTES,
                            parts(1, PARTS).size() % CHUNK_BYTES);
        }
    }

    @Test
    void run_stepsThatAppendNothing_makeAnEmptyFile() {
        UUID owner = newOwner();
        JobRunner<CountState> empty =
                JobRunner.of(COUNT, (tx, run) -> Future.succeededFuture(run.doneWithFile("empty.txt", "text/plain")));
        try (JobTestNode node = JobTestNode.on(URL, empty)) {
            UUID job = node.start(COUNT, owner, upTo(1)).id();
            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);

            assertThat(file(node, job, owner).size()).isZero();
            assertThat(node.count("bus.blob_chunk")).isZero();
        }
    }

    @Test
    void run_attemptThatFails_appendsNothing() {
        UUID owner = newOwner();
        AtomicBoolean failed = new AtomicBoolean();
        JobRunner<CountState> flaky = JobRunner.of(
                COUNT,
                (tx, run) -> Future.succeededFuture(append(run).with(change -> {
                    boolean first = run.state().next() == 2 && failed.compareAndSet(false, true);
                    return first ? Future.failedFuture(new IllegalStateException("a test")) : Future.succeededFuture();
                })));
        try (JobTestNode node = JobTestNode.on(URL, flaky)) {
            UUID job = node.start(COUNT, owner, upTo(PARTS)).id();
            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);

            assertThat(failed).isTrue();
            assertThat(content(node, job)).isEqualTo(parts(1, PARTS));
        }
    }

    @Test
    void run_stepThatNoLongerBelongsToTheNode_appendsNothing() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        JobRunner<CountState> waiting =
                JobRunner.of(EXTERNAL, run -> release.future().map(go -> append(run)));
        try (JobTestNode node = JobTestNode.on(URL, waiting)) {
            UUID job = node.start(EXTERNAL, owner, upTo(1)).id();
            node.awaitStatus(job, owner, JobStatus.RUNNING);

            node.execute("update bus.job set fence = fence + 1");
            release.complete();

            awaitLostStep(node);
            assertThat(node.count("bus.blob")).isZero();
            node.execute("update bus.job set lease_until = now()");
            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);
            assertThat(content(node, job)).isEqualTo(parts(1, 1));
        }
    }

    @Test
    void cancel_leavesNoBytes_andRetryMakesTheFileAnew() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        JobRunner<CountState> waitsAtThree = JobRunner.of(
                EXTERNAL,
                run -> (run.state().next() == 3 ? release.future() : Future.<Void>succeededFuture())
                        .map(go -> append(run)));
        try (JobTestNode node = JobTestNode.cleaning(URL, waitsAtThree)) {
            UUID job = node.start(EXTERNAL, owner, upTo(PARTS)).id();
            await().until(() ->
                    node.find(job, owner).done() == 2 && content(node, job).equals(parts(1, 2)));

            JobEntry cancelled =
                    node.change(tx -> node.jobs().cancel(tx, job, owner)).orElseThrow();
            release.complete();

            assertThat(cancelled.job().status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(cancelled.job().done()).as("what remains of it").isZero();
            awaitLostStep(node);
            awaitNoBytes(node);
            assertThat(get(node.jobs().findResult(job, owner))).isEmpty();

            node.change(tx -> node.jobs().retry(tx, job));
            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);
            assertThat(content(node, job)).isEqualTo(parts(1, PARTS));
        }
    }

    @Test
    void cancel_whileAStepCommitsTheFirstPart_leavesNoBytes() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        try (JobTestNode node = JobTestNode.on(
                URL,
                JobRunner.of(
                        COUNT,
                        (tx, run) -> Future.succeededFuture(run.nextAfter(Duration.ofMinutes(1), upTo(1), 1, null)
                                .append("part"))))) {
            node.execute("""
                create or replace function probe.wait() returns trigger language plpgsql as $$
                begin perform pg_advisory_xact_lock(77); return new; end $$;
                create or replace trigger waits before insert on bus.blob_chunk for each row execute function probe.wait()""");
            Future<Void> holder = node.begin(tx ->
                    tx.query("select pg_advisory_xact_lock(77)", Tuple.tuple()).compose(locked -> release.future()));
            UUID job = node.start(COUNT, owner, upTo(1)).id();
            await().until(() -> waiting(node, "advisory") == 1);

            Future<Optional<JobEntry>> cancel = node.begin(tx -> node.jobs().cancel(tx, job, owner));
            await().until(() -> waiting(node, "transactionid") == 1);
            release.complete();

            assertThat(get(cancel).orElseThrow().job().status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(node.count(RETAINED_FILES)).isZero();
            get(holder);
        }
    }

    @Test
    void retry_failedJob_continuesItsFile() {
        UUID owner = newOwner();
        AtomicBoolean failing = new AtomicBoolean(true);
        JobRunner<CountState> failsAtThree = JobRunner.of(
                COUNT,
                (tx, run) -> failing.get() && run.state().next() == 3
                        ? Future.failedFuture(new IllegalStateException("a test"))
                        : Future.succeededFuture(append(run)));
        try (JobTestNode node = JobTestNode.on(URL, failsAtThree)) {
            UUID job = node.start(COUNT, owner, upTo(PARTS)).id();
            node.awaitStatus(job, owner, JobStatus.FAILED);
            assertThat(content(node, job)).isEqualTo(parts(1, 2));
            assertThat(get(node.jobs().findResult(job, owner))).isEmpty();

            failing.set(false);
            node.change(tx -> node.jobs().retry(tx, job));

            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);
            assertThat(content(node, job)).isEqualTo(parts(1, PARTS));
        }
    }

    @Test
    void retry_childrenOfJobWithFile_makesItsFileAnew() {
        UUID owner = newOwner();
        AtomicBoolean failing = new AtomicBoolean(true);
        JobRunner<CountState> fileOfResults = JobRunner.of(
                BATCH,
                (tx, run) -> Future.succeededFuture(
                        run.children().total() == 0
                                ? run.children(new CountState(1, 2), List.of(JobOutcome.Child.of(ITEM, upTo(1))))
                                : append(run)));
        JobRunner<CountState> item = JobRunner.of(
                ITEM,
                (tx, run) -> Future.succeededFuture(
                        failing.get() ? run.fail(Failure.of(FailureCode.CONFLICT)) : run.done()));
        try (JobTestNode node = JobTestNode.on(URL, fileOfResults, item)) {
            UUID parent = node.start(BATCH, owner, upTo(1)).id();
            node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            assertThat(content(node, parent)).isEqualTo(parts(1, 2));

            failing.set(false);
            JobEntry retried = node.change(tx -> node.jobs().retry(tx, parent)).orElseThrow();

            assertThat(retried.job().status()).isEqualTo(JobStatus.WAITING);
            node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            assertThat(content(node, parent)).isEqualTo(parts(1, 2));
            assertThat(node.count(RETAINED_FILES)).isEqualTo(1);
        }
    }

    @Test
    void done_withoutFile_removesWhatWasAppended() {
        UUID owner = newOwner();
        JobRunner<CountState> givesUp = JobRunner.of(
                COUNT, (tx, run) -> Future.succeededFuture(run.state().next() == 1 ? append(run) : run.done()));
        try (JobTestNode node = JobTestNode.on(URL, givesUp)) {
            UUID job = node.start(COUNT, owner, upTo(2)).id();

            assertThat(node.awaitStatus(job, owner, JobStatus.SUCCEEDED).hasResult())
                    .isFalse();
            assertThat(node.count(RETAINED_FILES)).isZero();
        }
    }

    @Test
    void erasureAndRetention_removeFilesOfEveryEnd() {
        UUID owner = newOwner();
        JobRunner<CountState> failing = JobRunner.of(
                EXTERNAL,
                run -> Future.succeededFuture(
                        run.state().next() == 1 ? append(run) : run.fail(Failure.of(FailureCode.CONFLICT))));
        try (JobTestNode node = JobTestNode.on(URL, APPENDING, failing)) {
            for (UUID user : List.of(owner, newOwner())) {
                node.awaitStatus(node.start(COUNT, user, upTo(PARTS)).id(), user, JobStatus.SUCCEEDED);
                node.awaitStatus(node.start(EXTERNAL, user, upTo(2)).id(), user, JobStatus.FAILED);
            }
            assertThat(node.count(RETAINED_FILES)).isEqualTo(4);

            node.change(tx -> tx.erasePersonalData(owner));
            assertThat(node.count(RETAINED_FILES)).isEqualTo(2);
            node.execute("update bus.job set expires_at = now()");
            node.change(tx -> JobDeletion.deleteExpired(tx::query));

            assertThat(node.count("bus.job")).isZero();
            assertThat(node.count(RETAINED_FILES)).isZero();
        }
    }

    @Test
    void cancellationErasureAndRetention_ofLargeFiles_deleteFewChunksAtOnceAndLeaveNone() {
        UUID owner = newOwner();
        UUID erased = newOwner();
        JobRunner<CountState> pausing = JobRunner.of(
                EXTERNAL,
                run -> Future.succeededFuture(
                        run.nextAfter(Duration.ofMinutes(1), upTo(1), 1, null).append("part")));
        try (JobTestNode node = JobTestNode.cleaning(URL, APPENDING, pausing)) {
            UUID cancelled = node.start(EXTERNAL, owner, upTo(1)).id();
            UUID expired = node.start(COUNT, owner, upTo(1)).id();
            UUID ofErasedUser = node.start(COUNT, erased, upTo(1)).id();
            await().until(() -> node.find(cancelled, owner).done() == 1);
            node.awaitStatus(expired, owner, JobStatus.SUCCEEDED);
            node.awaitStatus(ofErasedUser, erased, JobStatus.SUCCEEDED);
            node.execute("""
                insert into bus.blob_chunk (blob, chunk_index, bytes) select id, i, 'x' from bus.blob, generate_series(1, 1000) as i;
                create function probe.refuse_many() returns trigger language plpgsql as $$
                begin
                  if (select count(*) from deleted) > 256 then raise 'too many chunks in one statement'; end if;
                  return null;
                end $$;
                create trigger bounded after delete on bus.blob_chunk referencing old table as deleted
                for each statement execute function probe.refuse_many()""");

            node.change(tx -> node.jobs().cancel(tx, cancelled, owner));
            node.change(tx -> tx.erasePersonalData(erased));
            node.execute("update bus.job set expires_at = now() where id = '%s'".formatted(expired));

            awaitNoBytes(node);
            assertThat(node.rows("select id from bus.job"))
                    .extracting(row -> row.getUUID("id"))
                    .containsExactly(cancelled);
        }
    }

    private static Upload file(JobTestNode node, UUID job, UUID owner) {
        JobResult result = get(node.jobs().findResult(job, owner)).orElseThrow();
        return Objects.requireNonNull(result.file()).content();
    }

    private static long waiting(JobTestNode node, String event) {
        return node.count("pg_stat_activity where wait_event_type = 'Lock' and wait_event = '%s'".formatted(event)
                + " and datname = current_database()");
    }

    private static void awaitNoBytes(JobTestNode node) {
        await().atMost(JobTestNode.TIMEOUT).until(() -> node.count("bus.blob") == 0);
        assertThat(node.count("bus.blob_chunk")).isZero();
    }

    private static void awaitLostStep(JobTestNode node) {
        await().until(() -> node.meterRegistry
                        .find("busbar.jobs.steps")
                        .tag("outcome", "lost")
                        .timer()
                != null);
    }
}
