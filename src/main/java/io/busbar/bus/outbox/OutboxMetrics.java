package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.bus.concurrent.ExecutorMetrics;
import io.busbar.bus.response.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Records the metrics of the outbox: {@code busbar.changes}, {@code busbar.deliveries}, {@code busbar.timers.delay} and the backlog. */
public final class OutboxMetrics {
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry meterRegistry;
    private final BacklogGauges<Backlog> backlogGauges;

    /** The outcome of a delivery attempt. */
    public enum DeliveryOutcome {
        SUCCEEDED,
        FAILED,
        DEAD_LETTERED,
        /** The outcome was refused, because another node has taken the delivery over. */
        LOST
    }

    /**
     * The backlog of one subscriber.
     *
     * @param pending       the number of pending deliveries, counted up to a limit
     * @param oldestSeconds the age of the oldest pending delivery, 0 if there is none
     * @param deadLetters   the number of dead letters, counted up to the same limit
     */
    record Backlog(String subscriber, long pending, double oldestSeconds, long deadLetters) {}

    OutboxMetrics(MeterRegistry meterRegistry) {
        this.meterRegistry = meterRegistry;
        this.backlogGauges = new BacklogGauges<>(meterRegistry, "subscriber", Backlog::subscriber)
                .add("busbar.deliveries.pending", "Pending deliveries", Backlog::pending)
                .add(
                        "busbar.deliveries.oldest.age.seconds",
                        "Age of the oldest pending delivery",
                        Backlog::oldestSeconds)
                .add("busbar.deliveries.dead.letters", "Deliveries that failed every attempt", Backlog::deadLetters);
    }

    /** Registers the metrics of an executor. */
    public ExecutorMetrics executor(String name) {
        return new ExecutorMetrics(meterRegistry, name);
    }

    void recordChange(String action, AsyncResult<? extends Reply<?>> result, long nanos) {
        Timer.builder("busbar.changes")
                .description("Changes by action and outcome")
                .tags("action", action, "outcome", outcome(result))
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(meterRegistry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String outcome(AsyncResult<? extends Reply<?>> result) {
        if (result.succeeded()) {
            return result.result().replayed() ? "replayed" : "succeeded";
        }
        return Failure.from(result.cause())
                .map(failure -> failure.code().name().toLowerCase(Locale.ROOT))
                .orElse("error");
    }

    /** Counts deliveries of a subscriber. */
    public void recordDeliveries(String subscriber, DeliveryOutcome outcome, int count) {
        meterRegistry
                .counter(
                        "busbar.deliveries",
                        "subscriber",
                        subscriber,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment(count);
    }

    /** Records the time from the moment a timer was due to the start of its handler. */
    public void recordTimerDelay(String type, Duration delay) {
        Timer.builder("busbar.timers.delay")
                .description("Time from the moment a timer was due to the start of its handler")
                .tag("type", type)
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(meterRegistry)
                .record(delay);
    }

    void recordBacklogs(List<Backlog> backlogs) {
        backlogGauges.update(backlogs);
    }
}
