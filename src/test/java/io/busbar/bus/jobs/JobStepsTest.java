package io.busbar.bus.jobs;

import static io.busbar.bus.jobs.JobFixture.COUNT;
import static io.busbar.bus.jobs.JobFixture.COUNT_ONE_AT_A_TIME;
import static io.busbar.bus.jobs.JobFixture.EXTERNAL;
import static io.busbar.bus.jobs.JobFixture.PROBE;
import static io.busbar.bus.jobs.JobFixture.counting;
import static io.busbar.bus.jobs.JobFixture.newOwner;
import static io.busbar.bus.jobs.JobFixture.upTo;
import static io.busbar.bus.jobs.JobTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.jobs.JobFixture.CountState;
import io.busbar.bus.outbox.StatePush;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class JobStepsTest {
    private static final String URL = TestServers.freshDatabase();

    @BeforeEach
    void clear() {
        JobTestNode.clear(URL);
    }

    @Test
    void run_jobOfSeveralSteps_runsEachOnceAndKeepsResult() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, counting(COUNT, "a"))) {
            JobDetails started = node.start(COUNT, owner, upTo(5));
            assertThat(started.status()).isEqualTo(JobStatus.QUEUED);

            JobDetails ended = node.awaitStatus(started.id(), owner, JobStatus.SUCCEEDED);

            assertThat(node.effects(started.id())).containsExactly(1, 2, 3, 4, 5);
            assertThat(ended.done()).as("with its last step").isEqualTo(5);
            assertThat(ended.total()).isEqualTo(5);
            OffsetDateTime finishedAt = Objects.requireNonNull(ended.finishedAt());
            assertThat(finishedAt).isAfterOrEqualTo(ended.startedAt());
            assertThat(ended.expiresAt()).isCloseTo(finishedAt.plusDays(7), within(1, ChronoUnit.SECONDS));
            assertThat(get(node.jobs().findResult(started.id(), owner))
                            .orElseThrow()
                            .value())
                    .hasToString("{\"counted\":5}");
            assertThat(get(node.jobs().find(started.id(), newOwner())))
                    .as("somebody else's job")
                    .isEmpty();
            assertThat(node.count("bus.stream where type = 'job:ended' and account = '" + owner + "'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void run_changeThatFails_startsNothing() {
        try (JobTestNode node = JobTestNode.on(URL, counting(COUNT, "a"))) {
            assertThatThrownBy(() -> node.change(tx -> tx.startJob(COUNT, newOwner(), upTo(1))
                            .compose(started -> Future.failedFuture(Failure.of(FailureCode.CONFLICT)))))
                    .isInstanceOf(Failure.class);

            assertThat(node.count("bus.job")).isZero();
        }
    }

    @Test
    void start_secondJobOfOwner_returnsActiveOneIfOnlyOneIsAllowed() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL)) {
            JobDetails first = node.start(COUNT_ONE_AT_A_TIME, owner, upTo(1));

            assertThat(node.start(COUNT_ONE_AT_A_TIME, owner, upTo(9)).id()).isEqualTo(first.id());
            assertThat(node.start(COUNT_ONE_AT_A_TIME, newOwner(), upTo(1)).id())
                    .isNotEqualTo(first.id());
            assertThat(node.count("bus.job")).isEqualTo(2);
        }
    }

    @Test
    void start_twoJobsOfOwnerAtOnce_exceedsItsLimitNever() {
        Job<CountState> limited =
                PROBE.job("limited", "Counts.", CountState.class).maxPerOwner(1);
        UUID owner = newOwner();
        Promise<Void> commit = Promise.promise();
        try (JobTestNode node = JobTestNode.on(URL)) {
            Future<JobDetails> first = node.begin(tx -> tx.startJob(limited, owner, upTo(1))
                    .compose(started -> commit.future().map(started)));
            await().until(() -> node.count("pg_stat_activity where state = 'idle in transaction'"
                            + " and query like 'insert into bus.job%' and datname = current_database()")
                    == 1);
            Future<JobDetails> second = node.begin(tx -> tx.startJob(limited, owner, upTo(1)));
            await().until(() -> second.isComplete()
                    || node.count("pg_stat_activity where wait_event = 'advisory' and datname = current_database()")
                            == 1);
            commit.complete();

            get(first);
            assertThatThrownBy(() -> get(second))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT));
            assertThat(node.count("bus.job")).isEqualTo(1);
            assertThat(node.start(limited, newOwner(), upTo(1)).status()).isEqualTo(JobStatus.QUEUED);
        }
    }

    @Test
    void run_typeWithLimitInCluster_neverRunsMoreOnTwoNodes() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger maximum = new AtomicInteger();
        JobRunner<CountState> watched = JobRunner.of(COUNT_ONE_AT_A_TIME, (tx, run) -> {
            maximum.accumulateAndGet(running.incrementAndGet(), Math::max);
            return tx.query("select pg_sleep(0.01)", Tuple.tuple())
                    .compose(slept -> JobFixture.write(tx, run, "a"))
                    .map(written -> {
                        running.decrementAndGet();
                        return JobFixture.count(run);
                    });
        });
        try (JobTestNode first = JobTestNode.on(URL, watched);
                JobTestNode second = JobTestNode.on(URL, watched)) {
            for (int i = 0; i < 8; i++) {
                (i % 2 == 0 ? first : second).start(COUNT_ONE_AT_A_TIME, newOwner(), upTo(3));
            }

            await().atMost(JobTestNode.TIMEOUT).until(() -> first.count("bus.job where status = 'succeeded'") == 8);

            assertThat(maximum).hasValue(1);
            assertThat(first.count("probe.effect")).isEqualTo(24);
        }
    }

    @Test
    void run_typeWithLimitInCluster_beginsTheNextJobWithoutWaitingForThePoll() {
        try (JobTestNode starter = JobTestNode.on(URL);
                JobTestNode node = JobTestNode.on(URL, counting(COUNT_ONE_AT_A_TIME, "a"))) {
            for (int i = 0; i < 20; i++) {
                starter.start(COUNT_ONE_AT_A_TIME, newOwner(), upTo(1));
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> node.count("bus.job where status = 'succeeded'") == 20);
        }
    }

    @Test
    void run_typesOfDifferentPriority_runsHighFirst() {
        Job<CountState> low = PROBE.job("low", "Counts.", CountState.class).priority(JobPriority.LOW);
        Job<CountState> high = PROBE.job("high", "Counts.", CountState.class).priority(JobPriority.HIGH);
        try (JobTestNode starter = JobTestNode.on(URL)) {
            for (Job<CountState> job : List.of(low, high)) {
                for (int i = 0; i < 30; i++) {
                    starter.start(job, newOwner(), upTo(1));
                }
            }
            try (JobTestNode node = JobTestNode.on(URL, counting(low, "a"), counting(high, "a"))) {
                await().atMost(JobTestNode.TIMEOUT).until(() -> node.count("bus.job where status = 'succeeded'") == 60);

                assertThat(node.rows("select type from probe.effect join bus.job on id = job order by place limit 25"))
                        .extracting(row -> row.getString("type"))
                        .as("the last steps of high priority may run beside the first of low priority")
                        .containsOnly(high.type());
            }
        }
    }

    @Test
    void cancel_whileStepRuns_refusesItsOutcome() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        AtomicInteger committed = new AtomicInteger();
        JobRunner<CountState> waiting = JobRunner.of(
                EXTERNAL,
                run -> release.future()
                        .map(go -> run.done().with(tx -> {
                            committed.incrementAndGet();
                            return JobFixture.write(tx, run, "a");
                        })));
        try (JobTestNode node = JobTestNode.on(URL, waiting)) {
            UUID job = node.start(EXTERNAL, owner, upTo(1)).id();
            node.awaitStatus(job, owner, JobStatus.RUNNING);

            JobEntry cancelled =
                    node.change(tx -> node.jobs().cancel(tx, job, owner)).orElseThrow();
            release.complete();

            assertThat(cancelled.job().status()).isEqualTo(JobStatus.CANCELLED);
            await().until(() -> node.meterRegistry
                            .find("busbar.jobs.steps")
                            .tag("outcome", "lost")
                            .timer()
                    != null);
            assertThat(committed).as("the change was attempted").hasValue(1);
            assertThat(node.effects(job)).isEmpty();
            assertThat(node.find(job, owner).status()).isEqualTo(JobStatus.CANCELLED);
            Optional<JobEntry> foreign = node.change(tx -> node.jobs().cancel(tx, job, newOwner()));
            assertThat(foreign).as("somebody else's job").isEmpty();
        }
    }

    @Test
    void run_leaseTakenOver_refusesOutcomeOfTheFirstClaim() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        JobRunner<CountState> paused = JobRunner.of(
                EXTERNAL,
                run -> release.future().map(go -> run.done().with(tx -> JobFixture.write(tx, run, "paused"))));
        try (JobTestNode first = JobTestNode.on(URL, paused)) {
            UUID job = first.start(EXTERNAL, owner, upTo(1)).id();
            first.awaitStatus(job, owner, JobStatus.RUNNING);
            first.execute("update bus.job set lease_until = now() where id = '" + job + "'");
            try (JobTestNode second =
                    JobTestNode.on(URL, vertx -> List.of(JobFixture.external(vertx, "second", Duration.ofMillis(1))))) {
                // The first node polls, too, and may claim the step again; its step then waits as well.
                await().atMost(JobTestNode.TIMEOUT).until(() -> {
                    first.execute("update bus.job set lease_until = now() where status = 'running'");
                    return second.find(job, owner).status() == JobStatus.SUCCEEDED;
                });
                release.complete();

                await().until(() -> first.meterRegistry
                                .find("busbar.jobs.steps")
                                .tag("outcome", "lost")
                                .timer()
                        != null);
                assertThat(first.rows("select node from probe.effect where job = $1", job))
                        .extracting(row -> row.getString("node"))
                        .containsExactly("second");
            }
        }
    }

    @Test
    void run_jobWithOwner_reportsItsProgressToTheOwner() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        JobRunner<CountState> stopsAtThree = JobRunner.of(
                EXTERNAL,
                run -> (run.state().next() == 3 ? release.future() : Future.<Void>succeededFuture())
                        .map(go -> JobFixture.count(run)));
        try (JobTestNode node = JobTestNode.on(URL, stopsAtThree)) {
            List<StatePush> received = new CopyOnWriteArrayList<>();
            node.outbox.states().addListener(received::add);
            UUID job = node.start(EXTERNAL, owner, upTo(4)).id();

            await().until(() -> received.size() == 2);
            List<StatePush> current = get(node.engine.currentProgress(owner));
            release.complete();
            node.awaitStatus(job, owner, JobStatus.SUCCEEDED);

            assertThat(received).allSatisfy(state -> assertThat(state.user()).isEqualTo(owner));
            assertThat(received.get(1).data())
                    .isEqualTo("{\"id\":\"%s\",\"type\":\"probe.external\",\"done\":2,\"total\":4}".formatted(job));
            assertThat(current)
                    .singleElement()
                    .satisfies(state ->
                            assertThat(state.data()).isEqualTo(received.get(1).data()));
            assertThat(get(node.engine.currentProgress(owner)))
                    .as("after the end")
                    .isEmpty();
        }
    }

    @Test
    void erasePersonalData_ofOwner_removesJobsAndStopsTheirSteps() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        JobRunner<CountState> waiting = JobRunner.of(
                EXTERNAL, run -> release.future().map(go -> run.done().with(tx -> JobFixture.write(tx, run, "a"))));
        try (JobTestNode node = JobTestNode.on(URL, waiting)) {
            UUID job = node.start(EXTERNAL, owner, upTo(1)).id();
            node.awaitStatus(job, owner, JobStatus.RUNNING);

            node.change(tx -> tx.erasePersonalData(owner));
            release.complete();

            await().until(() -> node.meterRegistry
                            .find("busbar.jobs.steps")
                            .tag("outcome", "lost")
                            .timer()
                    != null);
            assertThat(node.count("bus.job")).isZero();
            assertThat(node.count("probe.effect")).isZero();
        }
    }
}
