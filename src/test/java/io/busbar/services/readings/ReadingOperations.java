package io.busbar.services.readings;

import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import java.math.BigDecimal;
import java.time.OffsetDateTime;

/** Readings of meters, and their export: the example of a job that makes a file. */
interface ReadingOperations {
    Contract READINGS = Contract.of("readings", "Readings of meters.").holdsNoPersonalData();

    Job<ExportState> EXPORT = READINGS.job("export", "Exports all readings as CSV.", ExportState.class);

    Operation<Empty, JobDetails> START_EXPORT = READINGS.post("startExport", "/readings/exports")
            .summary("Export all readings")
            .allow(signedIn())
            .starts(EXPORT);

    /** The ID of the last exported reading. */
    record ExportState(long after) {}

    /** A row of the file. */
    record Reading(long id, String meter, Unit unit, BigDecimal amount, OffsetDateTime readAt) {}

    /** The unit of an amount. */
    enum Unit {
        KILOWATT_HOUR,
        CUBIC_METER
    }
}
