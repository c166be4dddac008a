package io.busbar.bus.jobs.engine;

import io.busbar.bus.outbox.BacklogGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Records the metrics of jobs: {@code busbar.jobs.steps} by type and outcome, and the backlog of each type. */
final class JobMetrics {
    private final MeterRegistry meterRegistry;
    private final BacklogGauges<Backlog> backlogGauges;

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
        this.backlogGauges = new BacklogGauges<>(meterRegistry, "type", Backlog::type)
                .add("busbar.jobs.due", "Due steps of jobs", Backlog::due)
                .add(
                        "busbar.jobs.oldest.age.seconds",
                        "How long the oldest due step has waited",
                        Backlog::oldestSeconds)
                .add("busbar.jobs.running", "Running steps of jobs", Backlog::running)
                .add("busbar.jobs.failed", "Failed jobs that are kept", Backlog::failed);
    }

    void recordStep(String type, String outcome, long nanos) {
        Timer.builder("busbar.jobs.steps")
                .description("Steps of jobs by type and outcome")
                .tags("type", type, "outcome", outcome)
                .register(meterRegistry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void recordBacklogs(List<Backlog> backlogs) {
        backlogGauges.update(backlogs);
    }
}
