package io.busbar.bus.outbox;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.Role;
import io.busbar.data.Database;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;

/** Reads the audit trail in PostgreSQL. */
final class AuditStore implements AuditTrail {
    private static final Listing<AuditEntry> ENTRIES = Listing.named("bus.audit")
            .columns("id, at, action, actor_type, actor, role, impersonator, ip, subjects, request_id")
            .from("bus.audit")
            .order(descending("newest", id("id")))
            .rows(AuditStore::toAuditEntry);

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

    private static AuditEntry toAuditEntry(Row row) {
        String role = row.getString("role");
        String impersonator = row.getString("impersonator");
        return new AuditEntry(
                row.getUUID("id"),
                row.getOffsetDateTime("at"),
                row.getString("action"),
                ActorType.of(row.getString("actor_type")),
                row.getString("actor"),
                role == null ? null : Role.of(role),
                impersonator == null ? null : UUID.fromString(impersonator),
                row.getString("ip"),
                List.of(row.getArrayOfStrings("subjects")),
                row.getString("request_id"));
    }
}
