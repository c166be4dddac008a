package io.busbar.bus.outbox;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.AuditTrail;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import java.util.UUID;

/** Reads the audit trail in PostgreSQL. */
final class AuditStore implements AuditTrail {
    private static final Listing<AuditEntry> ENTRIES = Listing.named("bus.audit")
            .from("bus.audit")
            .order(descending("newest", id("id")))
            .rows(RowMapper.of(AuditEntry.class).select("impersonator", "impersonator::uuid"));

    private final Database database;

    AuditStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Page<AuditEntry>> listForUser(UUID user, Pageable request) {
        return ENTRIES.query()
                .whereEither("actor = ?", "subject_user = ?", user.toString())
                .page(database, request);
    }
}
