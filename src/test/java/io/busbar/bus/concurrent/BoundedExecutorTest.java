package io.busbar.bus.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    private static final ExecutorLimits ONE_AND_TWO_WAITING = new ExecutorLimits(1, 2, "Busy", RETRY_AFTER);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> started = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void run_beyondTheLimit_waitsAndStartsInOrder() {
        BoundedExecutor executor = executor(ONE_AND_TWO_WAITING);
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();

        Future<String> a = executor.run(Instant.MAX, () -> record("a", first.future()));
        Future<String> b = executor.run(Instant.MAX, () -> record("b", second.future()));
        Future<String> c = executor.run(Instant.MAX, () -> record("c", Future.succeededFuture("c")));

        await().until(() -> started.equals(List.of("a")));
        assertThat(gauge("active")).isEqualTo(1);
        assertThat(gauge("queued")).isEqualTo(2);
        first.complete("a");
        await().until(() -> started.size() == 2);
        assertThat(started).containsExactly("a", "b");
        second.complete("b");
        assertThat(List.of(a.await(), b.await(), c.await())).containsExactly("a", "b", "c");
        await().untilAsserted(() -> assertThat(gauge("active")).isZero());
        assertThat(gauge("queued")).isZero();
        assertThat(registry.get("busbar.executor.wait").timer().count()).isEqualTo(3);
    }

    @Test
    void run_withFullQueue_isRefusedAtOnceWithRetryAfter() {
        BoundedExecutor executor = executor(ONE_AND_TWO_WAITING);
        Promise<String> running = Promise.promise();
        executor.run(Instant.MAX, running::future);
        executor.run(Instant.MAX, Future::<String>succeededFuture);
        Future<String> waiting = executor.run(Instant.MAX, Future::<String>succeededFuture);

        Future<String> refused = executor.run(Instant.MAX, () -> record("refused", Future.succeededFuture("")));

        assertThat(refused.isComplete()).isTrue();
        assertBusy(refused);
        assertThat(registry.get("busbar.executor.rejected").counter().count()).isEqualTo(1);
        running.complete("");
        waiting.await();
        assertThat(executor.run(Instant.MAX, () -> Future.succeededFuture("room again"))
                        .await())
                .isEqualTo("room again");
        assertThat(started).isEmpty();
    }

    @Test
    void run_whoseDeadlinePassesInTheQueue_failsThenAndNeverStarts() {
        BoundedExecutor executor = executor(ONE_AND_TWO_WAITING);
        Promise<String> running = Promise.promise();
        executor.run(Instant.MAX, running::future);

        Future<String> late =
                executor.run(Instant.now().plusMillis(50), () -> record("late", Future.succeededFuture("late")));
        Future<String> expired =
                executor.run(Instant.now().minusMillis(1), () -> record("expired", Future.succeededFuture("")));

        assertBusy(late);
        assertBusy(expired);
        assertThat(gauge("queued")).isZero();
        running.complete("");
        executor.run(Instant.MAX, () -> Future.succeededFuture("next")).await();
        assertThat(started).isEmpty();
    }

    @Test
    void run_withTaskThatThrows_failsAndMakesRoom() {
        BoundedExecutor executor = executor(new ExecutorLimits(1, 0, "Busy", RETRY_AFTER));

        Future<String> broken = executor.run(Instant.MAX, () -> {
            throw new IllegalStateException("broken");
        });

        assertThat(catchThrowable(broken::await)).hasMessage("broken");
        assertThat(executor.run(Instant.MAX, () -> Future.succeededFuture("next"))
                        .await())
                .isEqualTo("next");
    }

    @Test
    void run_longerThanTheMaximumDuration_makesRoomButKeepsItsResult() {
        BoundedExecutor executor = executor(ONE_AND_TWO_WAITING.withMaxDuration(Duration.ofMillis(50)));
        Promise<String> hanging = Promise.promise();
        Future<String> slow = executor.run(Instant.MAX, hanging::future);

        assertThat(executor.run(Instant.MAX, () -> Future.succeededFuture("next"))
                        .await())
                .isEqualTo("next");
        assertThat(slow.isComplete()).isFalse();
        hanging.complete("late");
        assertThat(slow.await()).isEqualTo("late");
    }

    @Test
    void runOnWorkerAndVirtualThread_leaveTheEventLoopAndReturnToIt() {
        BoundedExecutor executor = executor(new ExecutorLimits(2, 0, "Busy", RETRY_AFTER));
        Context context = vertx.getOrCreateContext();
        AtomicReference<Context> completedOn = new AtomicReference<>();
        Promise<List<String>> threads = Promise.promise();

        context.runOnContext(now -> {
            Future<String> worker = executor.runOnWorker(
                    Instant.MAX, () -> Thread.currentThread().getName());
            Future<String> virtual = executor.runOnVirtualThread(
                    Instant.MAX, () -> Thread.currentThread().toString());
            Future.all(worker, virtual)
                    .onSuccess(both -> completedOn.set(Vertx.currentContext()))
                    .map(both -> List.of(worker.result(), virtual.result()))
                    .onComplete(threads);
        });

        List<String> names = threads.future().await();
        assertThat(names.getFirst()).startsWith("test");
        assertThat(names.getLast()).contains("VirtualThread", "test");
        assertThat(completedOn).hasValue(context);
    }

    @Test
    void close_withRunningAndWaitingTasks_completesAfterThemAndRefusesMore() {
        BoundedExecutor executor = executor(ONE_AND_TWO_WAITING);
        CountDownLatch release = new CountDownLatch(1);
        Future<String> running = executor.runOnWorker(Instant.MAX, () -> {
            release.await();
            return "running";
        });
        Future<String> waiting = executor.run(Instant.MAX, () -> Future.succeededFuture("waiting"));

        Future<Void> closed = executor.close();

        assertBusy(executor.run(Instant.MAX, () -> record("refused", Future.succeededFuture(""))));
        assertThat(closed.isComplete()).isFalse();
        release.countDown();
        closed.await();
        assertThat(running.await()).isEqualTo("running");
        assertThat(waiting.await()).isEqualTo("waiting");
        assertThat(started).isEmpty();
    }

    private BoundedExecutor executor(ExecutorLimits limits) {
        return new BoundedExecutors(vertx, registry).get("test", limits);
    }

    private Future<String> record(String name, Future<String> result) {
        started.add(name);
        return result;
    }

    private double gauge(String name) {
        return registry.get("busbar.executor." + name).gauge().value();
    }

    private static void assertBusy(Future<?> refused) {
        assertThat(catchThrowable(refused::await)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
            assertThat(failure.retryAfter()).isEqualTo(RETRY_AFTER);
        });
    }
}
