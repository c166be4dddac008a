package io.busbar.services.readings;

import static io.busbar.services.readings.ReadingOperations.EXPORT;
import static io.busbar.services.readings.ReadingOperations.READINGS;
import static io.busbar.services.readings.ReadingOperations.START_EXPORT;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobRun;
import io.busbar.bus.response.Csv;
import io.busbar.services.readings.ReadingOperations.ExportState;
import io.busbar.services.readings.ReadingOperations.Reading;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Exports readings, a page in each step. */
final class ReadingsVerticle extends ServiceVerticle {
    static final int PAGE_SIZE = 500;
    private static final Csv<Reading> CSV = Csv.of(Reading.class);

    private final ReadingStore store = new ReadingStore();

    ReadingsVerticle(ServiceContext serviceContext) {
        super(READINGS, serviceContext);
    }

    @Override
    protected void configure() {
        onChange(
                START_EXPORT,
                (tx, request, call) -> store.count(tx)
                        .compose(total -> tx.startJob(EXPORT, call.userId(), new ExportState(0, 0, total))));
        run(EXPORT, this::exportNext);
    }

    private Future<JobOutcome> exportNext(Tx tx, JobRun<ExportState> run) {
        ExportState state = run.state();
        return store.next(tx, state.after(), PAGE_SIZE).map(page -> {
            Buffer rows = state.done() == 0 ? CSV.withHeader(page) : CSV.rows(page);
            if (page.size() < PAGE_SIZE) {
                return run.doneWithFile("readings.csv", Csv.MEDIA_TYPE).append(rows);
            }
            ExportState next = new ExportState(page.getLast().id(), state.done() + page.size(), state.total());
            return run.next(next, next.done(), next.total()).append(rows);
        });
    }
}
