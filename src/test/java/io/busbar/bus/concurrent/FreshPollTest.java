package io.busbar.bus.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FreshPollTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger reads = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void start_withFirstReadSlowerThanAPoll_waitsForIt() {
        FreshPoll freshPoll = poll(() ->
                vertx.timer(FreshPoll.POLL_TIMEOUT.plusMillis(100).toMillis()).mapEmpty());

        freshPoll.start().await();

        assertThat(reads).hasValue(1);
    }

    @Test
    void awaitCurrent_byManyCallersAtOnce_readsOnce() {
        Promise<Void> read = Promise.promise();
        FreshPoll freshPoll = poll(read::future);
        assertThat(freshPoll.isCurrent()).isFalse();

        Future<Void> one = freshPoll.awaitCurrent();
        Future<Void> other = freshPoll.awaitCurrent();
        read.complete();
        one.await();
        other.await();

        assertThat(reads).hasValue(1);
        assertThat(freshPoll.isCurrent()).isTrue();
        freshPoll.awaitCurrent().await();
        assertThat(reads).hasValue(1);
    }

    @Test
    void awaitCurrent_withUnreachableDatabase_failsAtOnceAndIsNotCurrent() {
        FreshPoll freshPoll = poll(() -> Future.failedFuture(new IllegalStateException("not reachable")));

        assertThatThrownBy(() -> freshPoll.awaitCurrent().await()).hasMessage("not reachable");
        assertThat(freshPoll.isCurrent()).isFalse();
        assertThat(reads).hasValue(1);
    }

    @Test
    void isCurrent_aQuarterOfASecondAfterTheLastPoll_isFalse() {
        FreshPoll freshPoll = poll(Future::succeededFuture);
        freshPoll.awaitCurrent().await();
        assertThat(freshPoll.isCurrent()).isTrue();

        await().pollInterval(Duration.ofMillis(10))
                .between(Duration.ofMillis(100), Duration.ofMillis(600))
                .until(() -> !freshPoll.isCurrent());

        freshPoll.awaitCurrent().await();
        assertThat(reads).hasValue(2);
        assertThat(freshPoll.isCurrent()).isTrue();
    }

    @Test
    void start_withAReadThatThrowsOnce_goesOnPolling() {
        FreshPoll freshPoll = poll(() -> {
            if (reads.get() == 2) {
                throw new IllegalStateException("once");
            }
            return Future.succeededFuture();
        });

        freshPoll.start().await();

        await().untilAsserted(() -> assertThat(reads).hasValueGreaterThan(3));
    }

    @Test
    void awaitCurrent_afterATimeout_pollsAgain() {
        FreshPoll freshPoll =
                poll(() -> reads.get() == 1 ? Promise.<Void>promise().future() : Future.succeededFuture());

        freshPoll.awaitCurrent().await();

        assertThat(reads).hasValue(2);
        assertThat(freshPoll.isCurrent()).isTrue();
    }

    private FreshPoll poll(Supplier<Future<Void>> read) {
        return new FreshPoll(vertx, "the test", () -> {
            reads.incrementAndGet();
            return read.get();
        });
    }
}
