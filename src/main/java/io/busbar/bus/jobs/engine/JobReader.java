package io.busbar.bus.jobs.engine;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.json.Json;
import io.busbar.bus.permissions.Ownership;
import io.busbar.bus.response.Download;
import io.busbar.data.Database;
import io.busbar.data.Upload;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.ListingQuery;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads jobs from PostgreSQL; cancels and retries them through {@link JobControl}. */
final class JobReader implements Jobs {
    private static final Listing<JobEntry> JOBS = Listing.named("bus.jobs")
            .columns(JobRows.COLUMNS)
            .from("bus.job as j")
            .always(JobRows.NOT_EXPIRED)
            .order(descending("newest", id("j.id")))
            .rows(JobRows::entry);

    private static final String FIND_OWNER = "select owner from bus.job where id = $1";

    private static final String FIND_RESULT = """
        select j.result::text as result, j.upload::text as upload from bus.job as j
        where j.id = $1 and ($2::uuid is null or j.owner = $2) and j.status = 'succeeded' and %s""".formatted(JobRows.NOT_EXPIRED);

    private final Database database;

    JobReader(Database database) {
        this.database = database;
    }

    @Override
    public Future<Page<JobEntry>> list(JobFilter filter, Pageable request) {
        JobStatus status = filter.status();
        ListingQuery<JobEntry> query = JOBS.query()
                .where("j.owner = ?", filter.owner())
                .where("j.type = ?", filter.type())
                .where("j.status = ?", WireNames.nameOrNull(status))
                .where("j.parent = ?", filter.parent());
        return (filter.parent() == null ? query.where("j.parent is null") : query).page(database, request);
    }

    @Override
    public Future<Optional<Ownership>> findOwnership(UUID id) {
        return database.query(FIND_OWNER, Tuple.of(id))
                .map(rows -> rows.stream().findFirst().map(row -> Ownership.of(row.getUUID("owner"))));
    }

    @Override
    public Future<Optional<JobDetails>> find(UUID id, @Nullable UUID owner) {
        return database.query(JobRows.FIND, Tuple.of(id, owner))
                .map(rows -> rows.stream().findFirst().map(JobRows::details));
    }

    @Override
    public Future<Optional<JobResult>> findResult(UUID id, @Nullable UUID owner) {
        return database.query(FIND_RESULT, Tuple.of(id, owner))
                .map(rows -> rows.stream().findFirst().flatMap(JobReader::result));
    }

    @Override
    public Future<Optional<JobEntry>> cancel(Tx tx, UUID id, @Nullable UUID owner) {
        return JobControl.cancel(tx, id, owner);
    }

    @Override
    public Future<Optional<JobEntry>> retry(Tx tx, UUID id) {
        return JobControl.retry(tx, id);
    }

    private static Optional<JobResult> result(Row row) {
        try {
            String upload = row.getString("upload");
            if (upload != null) {
                Upload file = Json.mapper().readValue(upload, Upload.class);
                return Optional.of(new JobResult(new Download(file, true), null));
            }
            String result = row.getString("result");
            JsonNode value = result == null ? null : Json.mapper().readTree(result);
            return value == null ? Optional.empty() : Optional.of(new JobResult(null, value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored result is not readable", e);
        }
    }
}
