package io.busbar.bus.outbox;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.Role;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the audit trail in PostgreSQL. */
final class AuditStore implements AuditTrail {
    private static final String COLUMNS =
            "id, at, action, actor_type, actor, role, impersonator, ip, subjects, request_id";
    private static final UUID MAX_ID = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /** Reads one page from each of two indexes and merges them, because no single index serves both conditions. */
    private static final String LIST_FOR_USER = """
        select %1$s from (
          (select %1$s from bus.audit where actor = $1 and id < $2 order by id desc limit $3)
          union
          (select %1$s from bus.audit where subject_user = $1 and id < $2 order by id desc limit $3)) as entry
        order by id desc limit $3""".formatted(COLUMNS);

    private final Database database;

    AuditStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<AuditEntry>> listForUser(UUID user, @Nullable UUID before, int limit) {
        return database.query(LIST_FOR_USER, Tuple.of(user.toString(), before == null ? MAX_ID : before, limit))
                .map(rows -> rows.stream().map(AuditStore::toAuditEntry).toList());
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
