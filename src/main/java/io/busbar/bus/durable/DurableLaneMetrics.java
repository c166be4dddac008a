package io.busbar.bus.durable;

import io.busbar.bus.Failure;
import io.busbar.bus.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The durable lane's figures: {@code busbar.changes}, {@code busbar.deliveries} and what waits. */
final class DurableLaneMetrics {
    private static final Duration[] BOUNDS = {
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

    private final MeterRegistry meters;
    private final MultiGauge waiting;
    private final MultiGauge oldest;
    private final MultiGauge dead;

    /** What became of a delivery. */
    enum Delivered {
        DONE,
        FAILED,
        DEAD
    }

    /**
     * What waits for one subscriber.
     *
     * @param waiting       deliveries, counted up to a bound
     * @param oldestSeconds age of the oldest, 0 without any
     * @param dead          dead letters, counted up to the same bound
     */
    record Backlog(String subscriber, long waiting, double oldestSeconds, long dead) {}

    DurableLaneMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.waiting = gauge("busbar.deliveries.waiting", "Deliveries that wait");
        this.oldest = gauge("busbar.deliveries.oldest.seconds", "Age of the oldest delivery that waits");
        this.dead = gauge("busbar.deliveries.dead", "Deliveries that failed every attempt");
    }

    void change(String action, AsyncResult<? extends Reply<?>> ended, long nanos) {
        String outcome = ended.succeeded()
                ? (ended.result().replayed() ? "replayed" : "done")
                : ended.cause() instanceof Failure failure ? failure.code().name() : "error";
        Timer.builder("busbar.changes")
                .description("Changes by action and outcome")
                .tags("action", action, "outcome", outcome.toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BOUNDS)
                .register(meters)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void delivered(String subscriber, Delivered outcome, int count) {
        meters.counter(
                        "busbar.deliveries",
                        "subscriber",
                        subscriber,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment(count);
    }

    void waits(List<Backlog> backlogs) {
        show(waiting, backlogs, Backlog::waiting);
        show(oldest, backlogs, Backlog::oldestSeconds);
        show(dead, backlogs, Backlog::dead);
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    private static void show(MultiGauge gauge, List<Backlog> backlogs, ToDoubleFunction<Backlog> figure) {
        gauge.register(
                backlogs.stream()
                        .map(each -> MultiGauge.Row.of(Tags.of("subscriber", each.subscriber()), each, figure))
                        .toList(),
                true);
    }
}
