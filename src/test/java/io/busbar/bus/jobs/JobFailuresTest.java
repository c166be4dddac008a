package io.busbar.bus.jobs;

import static io.busbar.bus.jobs.JobFixture.COUNT;
import static io.busbar.bus.jobs.JobFixture.EXTERNAL;
import static io.busbar.bus.jobs.JobFixture.counting;
import static io.busbar.bus.jobs.JobFixture.newOwner;
import static io.busbar.bus.jobs.JobFixture.upTo;
import static io.busbar.bus.jobs.JobTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.PageRequest;
import io.busbar.bus.jobs.JobFixture.CountState;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Steps that fail, and jobs that run again after a failure. */
@UsesServers
class JobFailuresTest {
    private static final String URL = TestServers.freshDatabase();

    @BeforeEach
    void clear() {
        JobTestNode.clear(URL);
    }

    @Test
    void run_stepThatFailsOnce_isRetriedAndLeavesNoTraceOfTheFirstAttempt() {
        UUID owner = newOwner();
        AtomicInteger attempts = new AtomicInteger();
        JobRunner<CountState> flaky = JobRunner.of(
                COUNT,
                (tx, run) -> JobFixture.write(tx, run, "a").map(written -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("a test");
                    }
                    return run.done();
                }));
        try (JobTestNode node = JobTestNode.on(URL, flaky)) {
            UUID job = node.start(COUNT, owner, upTo(1)).id();

            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);

            assertThat(attempts).hasValue(2);
            assertThat(node.effects(job)).containsExactly(1);
        }
    }

    @Test
    void run_stepWhoseCallFailsAsTooLarge_isRetriedLikeAnyOther() {
        UUID owner = newOwner();
        AtomicInteger attempts = new AtomicInteger();
        JobRunner<CountState> calling = JobRunner.of(
                COUNT,
                (tx, run) -> attempts.incrementAndGet() == 1
                        ? Future.failedFuture(Failure.of(FailureCode.PAYLOAD_TOO_LARGE))
                        : Future.succeededFuture(run.done()));
        try (JobTestNode node = JobTestNode.on(URL, calling)) {
            UUID job = node.start(COUNT, owner, upTo(1)).id();

            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);

            assertThat(attempts).hasValue(2);
        }
    }

    @Test
    void run_stepThatAlwaysFails_failsAfterItsLastAttemptAndRunsDeadLetterHandler() {
        UUID owner = newOwner();
        AtomicInteger attempts = new AtomicInteger();
        JobRunner<CountState> failing = JobRunner.of(COUNT, (tx, run) -> {
                    attempts.incrementAndGet();
                    return Future.<JobOutcome>failedFuture(new IllegalStateException("secret"));
                })
                .onDeadLetter((tx, run) -> JobFixture.write(tx, run, "dead letter"));
        try (JobTestNode node = JobTestNode.on(URL, failing)) {
            UUID job = node.start(COUNT, owner, upTo(1)).id();

            JobDetails failed = node.awaitStatus(job, owner, JobStatus.FAILED);

            assertThat(attempts).hasValue(COUNT.maxAttempts());
            assertThat(node.effects(job)).as("of the dead-letter handler").containsExactly(1);
            assertThat(failed.error())
                    .isEqualTo(new JobDetails.JobError(
                            FailureCode.INTERNAL_SERVER_ERROR, FailureCode.INTERNAL_SERVER_ERROR.defaultMessage()));
            assertThat(lastError(node, owner))
                    .startsWith("java.lang.IllegalStateException")
                    .doesNotContain("secret");
            assertThat(get(node.jobs().findResult(job, owner))).isEmpty();
        }
    }

    @Test
    void run_deadLetterHandlerThatFails_failsJobWithoutItAndKeepsBothErrors() {
        UUID owner = newOwner();
        JobRunner<CountState> failing = JobRunner.of(
                        COUNT,
                        (tx, run) -> Future.<JobOutcome>failedFuture(Failure.of(FailureCode.SERVICE_UNAVAILABLE)))
                .onDeadLetter(
                        (tx, run) -> JobFixture.write(tx, run, "dead letter").map(written -> {
                            throw new IllegalStateException("secret");
                        }));
        try (JobTestNode node = JobTestNode.on(URL, failing)) {
            UUID job = node.start(COUNT, owner, upTo(1)).id();

            JobDetails failed = node.awaitStatus(job, owner, JobStatus.FAILED);

            assertThat(Objects.requireNonNull(failed.error()).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
            assertThat(node.effects(job)).as("of the dead-letter handler").isEmpty();
            assertThat(lastError(node, owner))
                    .startsWith("SERVICE_UNAVAILABLE")
                    .contains("; then the dead-letter handler: java.lang.IllegalStateException")
                    .doesNotContain("secret");
        }
    }

    @Test
    void run_stateThatCannotBeRead_failsJobAtOnce() {
        UUID owner = newOwner();
        try (JobTestNode starter = JobTestNode.on(URL)) {
            UUID job = starter.start(COUNT, owner, upTo(1)).id();
            starter.execute("update bus.job set state = '[]'");
            try (JobTestNode node = JobTestNode.on(URL, counting(COUNT, "a"))) {
                node.awaitStatus(job, owner, JobStatus.FAILED);

                assertThat(node.count("bus.job where attempt = 1")).isEqualTo(1);
                assertThat(lastError(node, owner)).contains("UnreadableStateException");
            }
        }
    }

    @Test
    void run_stepThatReportsFailure_failsWithoutRetry() {
        UUID owner = newOwner();
        AtomicInteger attempts = new AtomicInteger();
        JobRunner<CountState> failing = JobRunner.of(COUNT, (tx, run) -> {
            attempts.incrementAndGet();
            return Future.succeededFuture(run.fail(Failure.notFound("The entry was deleted")));
        });
        try (JobTestNode node = JobTestNode.on(URL, failing)) {
            UUID job = node.start(COUNT, owner, upTo(1)).id();

            assertThat(node.awaitStatus(job, owner, JobStatus.FAILED).error())
                    .isEqualTo(new JobDetails.JobError(FailureCode.NOT_FOUND, "The entry was deleted"));
            assertThat(attempts).hasValue(1);
        }
    }

    @Test
    void run_externalStepThatExceedsItsTime_learnsThatItsOutcomeIsRefused() {
        UUID owner = newOwner();
        Job<CountState> brief = new Job<>(EXTERNAL.type(), "", CountState.class)
                .stepTimeout(Duration.ofMillis(100))
                .maxAttempts(1, Duration.ZERO);
        AtomicReference<JobRun<CountState>> run = new AtomicReference<>();
        JobRunner<CountState> endless = JobRunner.of(brief, started -> {
            assertThat(started.isCancelled()).isFalse();
            run.set(started);
            return Promise.<JobOutcome>promise().future();
        });
        try (JobTestNode node = JobTestNode.on(URL, endless)) {
            UUID job = node.start(brief, owner, upTo(1)).id();

            node.awaitStatus(job, owner, JobStatus.FAILED);

            assertThat(Objects.requireNonNull(run.get()).isCancelled()).isTrue();
        }
    }

    @Test
    void retry_failedJob_runsAgainFromItsLastState() {
        UUID owner = newOwner();
        AtomicInteger attempts = new AtomicInteger();
        JobRunner<CountState> failsAtThree = JobRunner.of(COUNT, (tx, run) -> {
            if (run.state().next() == 3 && attempts.incrementAndGet() <= COUNT.maxAttempts()) {
                return Future.failedFuture(new IllegalStateException("a test"));
            }
            return JobFixture.write(tx, run, "a").map(written -> JobFixture.count(run));
        });
        try (JobTestNode node = JobTestNode.on(URL, failsAtThree)) {
            UUID job = node.start(COUNT, owner, upTo(4)).id();
            node.awaitStatus(job, owner, JobStatus.FAILED);

            JobEntry retried = node.change(tx -> node.jobs().retry(tx, job)).orElseThrow();

            assertThat(retried.job().error()).isNull();
            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);
            assertThat(node.effects(job)).containsExactly(1, 2, 3, 4);
            assertThatThrownBy(() -> node.change(tx -> node.jobs().retry(tx, job)))
                    .as("a job that has succeeded")
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT));
            Optional<JobEntry> unknown = node.change(tx -> node.jobs().retry(tx, UUID.randomUUID()));
            assertThat(unknown).isEmpty();
        }
    }

    /** Returns the error that operators see of the owner's newest job. */
    private static @Nullable String lastError(JobTestNode node, UUID owner) {
        return get(node.jobs().list(new Jobs.JobFilter(owner, null, null, null), PageRequest.first(1)))
                .items()
                .getFirst()
                .lastError();
    }
}
