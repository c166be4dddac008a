package io.busbar.bus.jobs.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Records the metrics of jobs: {@code busbar.jobs.steps} by type and outcome, and the backlog of each type. */
final class JobMetrics {
    private final MeterRegistry meterRegistry;
    private final MultiGauge dueGauge;
    private final MultiGauge oldestGauge;
    private final MultiGauge runningGauge;
    private final MultiGauge failedGauge;

    /**
     * The backlog of one type in the cluster.
     *
     * @param due           the number of due steps, counted up to a limit
     * @param oldestSeconds how long the oldest due step has waited; 0 if there is none
     * @param running       the number of running steps
     * @param failed        the number of failed jobs that are kept, counted up to the same limit
     */
    record Backlog(String type, long due, double oldestSeconds, long running, long failed) {}

    JobMetrics(MeterRegistry meterRegistry) {
        this.meterRegistry = meterRegistry;
        this.dueGauge = gauge("busbar.jobs.due", "Due steps of jobs");
        this.oldestGauge = gauge("busbar.jobs.oldest.age.seconds", "How long the oldest due step has waited");
        this.runningGauge = gauge("busbar.jobs.running", "Running steps of jobs");
        this.failedGauge = gauge("busbar.jobs.failed", "Failed jobs that are kept");
    }

    void recordStep(String type, String outcome, long nanos) {
        Timer.builder("busbar.jobs.steps")
                .description("Steps of jobs by type and outcome")
                .tags("type", type, "outcome", outcome)
                .register(meterRegistry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void recordBacklogs(List<Backlog> backlogs) {
        update(dueGauge, backlogs, Backlog::due);
        update(oldestGauge, backlogs, Backlog::oldestSeconds);
        update(runningGauge, backlogs, Backlog::running);
        update(failedGauge, backlogs, Backlog::failed);
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(meterRegistry);
    }

    private static void update(MultiGauge gauge, List<Backlog> backlogs, ToDoubleFunction<Backlog> value) {
        gauge.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(Tags.of("type", backlog.type()), backlog, value))
                        .toList(),
                true);
    }
}
