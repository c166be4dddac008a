package io.busbar.bus.jobs;

import static io.busbar.bus.jobs.JobFixture.BATCH;
import static io.busbar.bus.jobs.JobFixture.ITEM;
import static io.busbar.bus.jobs.JobFixture.batch;
import static io.busbar.bus.jobs.JobFixture.item;
import static io.busbar.bus.jobs.JobFixture.newOwner;
import static io.busbar.bus.jobs.JobFixture.upTo;
import static io.busbar.bus.jobs.JobTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.PageRequest;
import io.busbar.bus.jobs.JobFixture.CountState;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class JobChildrenTest {
    private static final String URL = TestServers.freshDatabase();

    /** Every tenth number fails while this is set. */
    private final AtomicBoolean failing = new AtomicBoolean(true);

    private final JobRunner<CountState> itemsOfWhichATenthFails = JobRunner.of(
            ITEM,
            (tx, run) -> failing.get() && run.state().next() % 10 == 0
                    ? Future.succeededFuture(run.fail(Failure.of(FailureCode.CONFLICT)))
                    : JobFixture.write(tx, run, "a").map(written -> run.done()));

    @BeforeEach
    void clear() {
        JobTestNode.clear(URL);
    }

    @Test
    void run_parentOfManyChildren_continuesOnceAllHaveEnded() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, batch(), item("a"))) {
            UUID parent = node.start(BATCH, owner, upTo(300)).id();

            JobDetails ended = node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);

            assertThat(ended.children()).isEqualTo(new ChildCounts(300L, 300L, 0L, 0L));
            assertThat(result(node, parent, owner)).isEqualTo(300);
            assertThat(node.count("probe.effect")).isEqualTo(300);
            assertThat(node.rows("select count(distinct item) as items from probe.effect")
                            .getFirst()
                            .getLong("items"))
                    .isEqualTo(300);
            assertThat(get(node.jobs().list(new Jobs.JobFilter(owner, null, null, null), PageRequest.first(10)))
                            .items())
                    .as("children are listed by their parent only")
                    .hasSize(1);
            assertThat(get(node.jobs().list(new Jobs.JobFilter(owner, null, null, parent), PageRequest.first(500)))
                            .items())
                    .hasSize(300);
            assertThat(node.count("bus.stream where type = 'job:ended'"))
                    .as("pushes")
                    .isEqualTo(1);
        }
    }

    @Test
    void run_childrenOfWhichSomeFail_givesParentAPartialResultThatRetryCompletes() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, batch(), itemsOfWhichATenthFails)) {
            UUID parent = node.start(BATCH, owner, upTo(50)).id();
            JobDetails partial = node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            assertThat(partial.children()).isEqualTo(new ChildCounts(50L, 45L, 5L, 0L));
            assertThat(result(node, parent, owner)).isEqualTo(45);

            failing.set(false);
            JobEntry retried = node.change(tx -> node.jobs().retry(tx, parent)).orElseThrow();

            assertThat(retried.job().status()).isEqualTo(JobStatus.WAITING);
            assertThat(retried.job().children()).isEqualTo(new ChildCounts(50L, 45L, 0L, 0L));
            node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            assertThat(result(node, parent, owner)).isEqualTo(50);
            assertThat(node.count("probe.effect")).isEqualTo(50);
        }
    }

    @Test
    void retry_oneChild_reopensItsParent() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, batch(), itemsOfWhichATenthFails)) {
            UUID parent = node.start(BATCH, owner, upTo(20)).id();
            node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            UUID child = children(node, owner, parent, JobStatus.FAILED).getFirst();

            failing.set(false);
            node.change(tx -> node.jobs().retry(tx, child));

            node.awaitStatus(child, owner, JobStatus.SUCCEEDED);
            JobDetails ended = node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            assertThat(ended.children()).isEqualTo(new ChildCounts(20L, 19L, 1L, 0L));
            assertThat(result(node, parent, owner)).isEqualTo(19);
        }
    }

    @Test
    void cancel_parent_cancelsChildrenThatHaveNotEnded() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, batch())) {
            UUID parent = node.start(BATCH, owner, upTo(40)).id();
            node.awaitStatus(parent, owner, JobStatus.WAITING);

            JobDetails cancelled = node.change(tx -> node.jobs().cancel(tx, parent, owner))
                    .orElseThrow()
                    .job();

            assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(cancelled.children()).isEqualTo(new ChildCounts(40L, 0L, 0L, 40L));
        }
        try (JobTestNode node = JobTestNode.on(URL, batch(), item("a"), JobFixture.counting(JobFixture.COUNT, "a"))) {
            UUID later = node.start(JobFixture.COUNT, owner, upTo(2)).id();
            node.awaitStatus(later, owner, JobStatus.SUCCEEDED);

            assertThat(node.count("probe.effect"))
                    .as("only the later job has run")
                    .isEqualTo(2);
        }
    }

    @Test
    void cancel_parentWhileChildIsRetried_cancelsChildToo() {
        UUID owner = newOwner();
        Promise<Void> commit = Promise.promise();
        UUID parent;
        try (JobTestNode node = JobTestNode.on(URL, batch(), itemsOfWhichATenthFails)) {
            parent = node.start(BATCH, owner, upTo(10)).id();
            node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
        }
        try (JobTestNode node = JobTestNode.on(URL, batch())) {
            UUID child = children(node, owner, parent, JobStatus.FAILED).getFirst();

            Future<Optional<JobEntry>> retry = node.begin(tx -> node.jobs()
                    .retry(tx, child)
                    .compose(retried -> commit.future().map(retried)));
            await().until(() -> node.count("pg_locks where locktype = 'advisory' and granted"
                            + " and database = (select oid from pg_database where datname = current_database())")
                    > 0);
            Future<Optional<JobEntry>> cancel = node.begin(tx -> node.jobs().cancel(tx, parent, owner));
            await().until(() ->
                    node.count("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") > 0);
            commit.complete();
            get(retry);
            get(cancel);

            assertThat(node.find(parent, owner).status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(node.find(parent, owner).children()).isEqualTo(new ChildCounts(10L, 9L, 0L, 1L));
            assertThat(node.find(child, owner).status()).isEqualTo(JobStatus.CANCELLED);
        }
    }

    @Test
    void children_moreThanAStepCanStart_areRefused() {
        List<JobOutcome.Child> tooMany =
                Collections.nCopies(JobOutcome.MAX_CHILDREN + 1, JobOutcome.Child.of(ITEM, new CountState(1, 1)));

        assertThatThrownBy(() -> new JobOutcome.Children(upTo(1), tooMany))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A step can start at most 10000 children, not 10001");
    }

    @Test
    void erasePersonalData_ofOwnerOfParent_removesAllChildren() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, batch())) {
            UUID parent = node.start(BATCH, owner, upTo(2500)).id();
            node.awaitStatus(parent, owner, JobStatus.WAITING);
            node.start(JobFixture.COUNT, newOwner(), upTo(1));

            node.change(tx -> tx.erasePersonalData(owner));

            assertThat(node.rows("select type from bus.job"))
                    .extracting(row -> row.getString("type"))
                    .containsExactly(JobFixture.COUNT.type());
        }
    }

    @Test
    void cancel_lastOpenChild_letsParentContinue() {
        UUID owner = newOwner();
        try (JobTestNode node = JobTestNode.on(URL, batch())) {
            UUID parent = node.start(BATCH, owner, upTo(2)).id();
            node.awaitStatus(parent, owner, JobStatus.WAITING);
            List<JobEntry> children = get(node.jobs()
                            .list(new Jobs.JobFilter(owner, null, null, parent), PageRequest.first(10)))
                    .items();

            children.forEach(child ->
                    node.change(tx -> node.jobs().cancel(tx, child.job().id(), owner)));

            JobDetails ended = node.awaitStatus(parent, owner, JobStatus.SUCCEEDED);
            assertThat(ended.children()).isEqualTo(new ChildCounts(2L, 0L, 0L, 2L));
            assertThat(result(node, parent, owner)).isZero();
        }
    }

    private static List<UUID> children(JobTestNode node, UUID owner, UUID parent, JobStatus status) {
        return get(node.jobs().list(new Jobs.JobFilter(owner, null, status, parent), PageRequest.first(500)))
                .items()
                .stream()
                .map(child -> child.job().id())
                .toList();
    }

    private static long result(JobTestNode node, UUID job, UUID owner) {
        JobResult result = get(node.jobs().findResult(job, owner)).orElseThrow();
        return Objects.requireNonNull(result.value()).path("counted").asLong();
    }
}
