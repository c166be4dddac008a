package io.busbar.bus.jobs;

import static io.busbar.bus.jobs.JobFixture.COUNT;
import static io.busbar.bus.jobs.JobFixture.EXTERNAL;
import static io.busbar.bus.jobs.JobFixture.ITEM;
import static io.busbar.bus.jobs.JobFixture.newOwner;
import static io.busbar.bus.jobs.JobFixture.upTo;
import static io.busbar.bus.jobs.PartedFile.PARTS;
import static io.busbar.bus.jobs.PartedFile.append;
import static io.busbar.bus.jobs.PartedFile.content;
import static io.busbar.bus.jobs.PartedFile.parts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.FailureCode;
import io.busbar.bus.jobs.JobFixture.CountState;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits of what steps can append to the file of a job. */
@UsesServers
class JobFileLimitsTest {
    private static final String URL = TestServers.freshDatabase();

    @BeforeEach
    void clear() {
        JobTestNode.clear(URL);
    }

    @Test
    void append_beyondTheLimitOfAFile_failsTheJobAtOnceAndKeepsTheFile() {
        UUID owner = newOwner();
        Promise<Void> release = Promise.promise();
        JobRunner<CountState> waitsAtTwo = JobRunner.of(
                EXTERNAL,
                run -> (run.state().next() == 2 ? release.future() : Future.<Void>succeededFuture())
                        .map(go -> append(run)));
        try (JobTestNode node = JobTestNode.on(URL, waitsAtTwo)) {
            UUID job = node.start(EXTERNAL, owner, upTo(PARTS)).id();
            await().until(() -> node.find(job, owner).done() == 1);

            node.execute("update bus.blob set size = (1 << 30) - 1");
            release.complete();

            JobDetails failed = node.awaitStatus(job, owner, JobStatus.FAILED);
            assertThat(Objects.requireNonNull(failed.error()).code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
            assertThat(failed.error().message()).isEqualTo("The file of a job can have at most 1073741824 bytes");
            assertThat(node.count("bus.job where attempt = 1")).isEqualTo(1);
            assertThat(content(node, job)).isEqualTo(parts(1, 1));
        }
    }

    @Test
    void append_thatCannotBePartOfTheFile_isRefused() {
        JobOutcome next = new JobOutcome.NextStep(upTo(1), 1, null, Duration.ZERO);
        JobOutcome full = next.append(Buffer.buffer(new byte[JobOutcome.MAX_APPENDED_BYTES]));

        assertThatThrownBy(() -> full.append("x"))
                .isInstanceOf(JobFileException.class)
                .hasMessage("A step can append at most 1048576 bytes, not 1048577");
        assertThatThrownBy(() -> new JobOutcome.Succeeded(null).append("x"))
                .isInstanceOf(JobFileException.class)
                .hasMessageContaining("doneWithFile");
    }

    @Test
    void append_thatIsRefused_failsTheJobWithoutAnotherAttempt() {
        UUID owner = newOwner();
        Buffer tooLarge = Buffer.buffer(new byte[JobOutcome.MAX_APPENDED_BYTES + 1]);
        JobRunner<CountState> part = JobRunner.of(
                COUNT,
                (tx, run) -> Future.succeededFuture(run.next(upTo(1), 1, null).append(tooLarge)));
        JobRunner<CountState> afterEnd =
                JobRunner.of(EXTERNAL, run -> Future.succeededFuture(run.done().append("part")));
        try (JobTestNode node = JobTestNode.on(URL, part, afterEnd)) {
            for (Job<CountState> job : List.of(COUNT, EXTERNAL)) {
                UUID id = node.start(job, owner, upTo(1)).id();
                JobDetails failed = node.awaitStatus(id, owner, JobStatus.FAILED);
                assertThat(Objects.requireNonNull(failed.error()).code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
            }
            assertThat(node.count("bus.job where attempt = 1")).isEqualTo(2);
        }
    }

    @Test
    void children_afterAPart_areRefused() {
        UUID owner = newOwner();
        JobRunner<CountState> mixed = JobRunner.of(
                COUNT,
                (tx, run) -> Future.succeededFuture(
                        run.state().next() == 1
                                ? append(run)
                                : run.children(run.state(), List.of(JobOutcome.Child.of(ITEM, upTo(1))))));
        try (JobTestNode node = JobTestNode.on(URL, mixed)) {
            UUID job = node.start(COUNT, owner, upTo(2)).id();

            node.awaitStatus(job, owner, JobStatus.FAILED);

            assertThat(node.count("bus.job where attempt = 1"))
                    .as("without children or another attempt")
                    .isEqualTo(1);
            assertThat(node.count("bus.job")).isEqualTo(1);
        }
    }
}
