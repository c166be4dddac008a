package io.busbar.bus.jobs;

import static io.busbar.bus.jobs.JobFixture.EXTERNAL;
import static io.busbar.bus.jobs.JobFixture.SLOW;
import static io.busbar.bus.jobs.JobFixture.newOwner;
import static io.busbar.bus.jobs.JobFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.jobs.JobFixture.CountState;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node is lost while it runs a step. The other node takes over, and the step takes effect once. */
@UsesServers
class LostNodeTest {
    private static final String URL = TestServers.freshDatabase();

    /** Longer than a drain waits and than the takeover takes, so that the lost node never finishes its step in time. */
    private static final Duration SLOW_STEP = Duration.ofSeconds(20);

    /** A paused node stands still, so its step only has to last until the pause, and the test waits for a second one. */
    private static final Duration PAUSED_STEP = Duration.ofSeconds(10);

    private static final Duration TAKEOVER_LIMIT = Duration.ofSeconds(15);

    /** How the node is lost, how long its step lasts, and within which time another one must have finished the job. */
    record Loss(String name, Consumer<JavaProcess> action, Duration step, Duration limit) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void clear() {
        JobTestNode.clear(URL);
    }

    static Stream<List<Object>> lossesAtEachKindOfStep() {
        return Stream.of(SLOW, EXTERNAL)
                .flatMap(job -> Stream.of(
                                new Loss("killed", JavaProcess::kill, SLOW_STEP, TAKEOVER_LIMIT),
                                new Loss("paused", JavaProcess::pause, PAUSED_STEP, TAKEOVER_LIMIT),
                                // Sooner than the lease ends: the node returns it.
                                new Loss("drained", JavaProcess::terminate, SLOW_STEP, Duration.ofSeconds(8)))
                        .map(loss -> List.of(job, loss)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lossesAtEachKindOfStep")
    void run_nodeLostDuringStep_stepTakesEffectOnceOnAnotherNode(List<Object> given) {
        @SuppressWarnings("unchecked") // the source pairs a job with a loss
        Job<CountState> job = (Job<CountState>) given.getFirst();
        Loss loss = (Loss) given.getLast();
        UUID owner = newOwner();
        try (JobTestNode starter = JobTestNode.on(URL);
                JavaProcess first = JobProcess.on(URL, "first", loss.step())) {
            UUID id = starter.start(job, owner, upTo(1)).id();
            starter.awaitStatus(id, owner, JobStatus.RUNNING);
            JobTestNode second =
                    JobTestNode.on(URL, vertx -> JobProcess.runners(vertx, "second", Duration.ofMillis(1)));
            try (second) {
                loss.action().accept(first);

                await().atMost(loss.limit()).until(() -> starter.find(id, owner).status() == JobStatus.SUCCEEDED);
                assertThat(effects(starter, id)).containsExactly("second");
            }
            if (loss.name().equals("paused")) {
                resumeAndAwaitEndOfStep(starter, first, owner);
                assertThat(effects(starter, id))
                        .as("the resumed node wrote nothing")
                        .containsExactly("second");
            }
        }
    }

    /** The resumed process runs a slow step that began after it resumed, and therefore ends after the one that it was paused in. */
    private static void resumeAndAwaitEndOfStep(JobTestNode starter, JavaProcess paused, UUID owner) {
        paused.resume();
        UUID later = starter.start(EXTERNAL, owner, upTo(1)).id();
        await().atMost(PAUSED_STEP.plusSeconds(30))
                .until(() -> starter.find(later, owner).status() == JobStatus.SUCCEEDED);
        assertThat(effects(starter, later)).containsExactly("first");
    }

    @Test
    void run_tenParentsOfThousandChildrenAndNodeKilled_runsEachChildOnce() {
        UUID owner = newOwner();
        try (JobTestNode watcher = JobTestNode.on(URL);
                JavaProcess killed = JobProcess.on(URL, "first", SLOW_STEP);
                JavaProcess survivor = JobProcess.on(URL, "second", SLOW_STEP)) {
            List<UUID> parents = Stream.generate(() ->
                            watcher.start(JobFixture.BATCH, owner, upTo(1_000)).id())
                    .limit(10)
                    .toList();
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                assertPartialResultsAreRight(watcher);
                return watcher.count("probe.effect") > 3_000;
            });
            assertThat(watcher.rows("select distinct node from probe.effect")).hasSize(2);

            killed.kill();

            assertThat(survivor.isAlive()).isTrue();
            await().atMost(Duration.ofMinutes(3)).until(() -> {
                assertPartialResultsAreRight(watcher);
                return watcher.count("bus.job where parent is null and status = 'succeeded'") == 10;
            });
            assertThat(watcher.rows("select count(*) as all, count(distinct job) as jobs from probe.effect"))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.getLong("all")).isEqualTo(10_000);
                        assertThat(row.getLong("jobs")).isEqualTo(10_000);
                    });
            for (UUID parent : parents) {
                JobDetails ended = watcher.find(parent, owner);
                assertThat(ended.children()).isEqualTo(new ChildCounts(1_000L, 1_000L, 0L, 0L));
                assertThat(JobTestNode.get(watcher.jobs().findResult(parent, owner))
                                .orElseThrow()
                                .value())
                        .hasToString("{\"counted\":1000}");
            }
        }
    }

    /** In one snapshot, the counts of a parent are those of its children, and each child that has succeeded has its effect. */
    private static void assertPartialResultsAreRight(JobTestNode watcher) {
        assertThat(watcher.rows("""
                select p.id from bus.job as p
                where p.children > 0 and (
                  p.children <> 1000
                  or p.children - p.open_children <> (
                    select count(*) from bus.job as c where c.parent = p.id and c.status = 'succeeded')
                  or p.children - p.open_children <> (
                    select count(*) from bus.job as c join probe.effect as e on e.job = c.id where c.parent = p.id))""")).isEmpty();
    }

    private static List<String> effects(JobTestNode node, UUID job) {
        return node.rows("select node from probe.effect where job = $1 order by place", job).stream()
                .map(row -> row.getString("node"))
                .toList();
    }
}
