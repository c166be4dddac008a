package io.busbar.services.readings;

import static io.busbar.services.readings.ReadingOperations.EXPORT;
import static io.busbar.services.readings.ReadingOperations.READINGS;
import static io.busbar.services.readings.ReadingOperations.START_EXPORT;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.jobs.CsvExport;
import io.busbar.services.readings.ReadingOperations.ExportState;
import io.busbar.services.readings.ReadingOperations.Reading;

/** Exports readings, a page in each step. */
final class ReadingsVerticle extends ServiceVerticle {
    private final ReadingStore store = new ReadingStore();

    ReadingsVerticle(ServiceContext serviceContext) {
        super(READINGS, serviceContext);
    }

    @Override
    protected void configure() {
        onChange(START_EXPORT, (tx, request, call) -> tx.startJob(EXPORT, call.userId(), new ExportState(0)));
        run(
                EXPORT,
                CsvExport.of("readings.csv", Reading.class, store::next, (state, last) -> new ExportState(last.id()))
                        .counting((tx, state) -> store.count(tx)));
    }
}
