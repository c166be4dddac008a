package io.busbar.tokens;

import io.busbar.bus.Revocation;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Revocations as the changes wrote them, in the kernel's table. */
final class RevocationStore {
    /** A transaction that holds back the horizon for long must not make every look read everything since. */
    private static final long OVERLAP_MINUTES = 5;

    private static final String SINCE = """
        select pg_snapshot_xmin(pg_current_snapshot())::text as horizon, now() as clock, r.session, r.account, r.version, r.until
        from (values (1)) as always left join bus.revocation r
          on r.xid >= $1::text::xid8 and r.at > $2 and r.until > now()""";

    private final Database database;

    RevocationStore(Database database) {
        this.database = database;
    }

    /**
     * How far somebody has read.
     *
     * @param horizon every transaction below it had ended, so that what it revoked was read
     * @param clock   the database's, at that moment
     */
    record RevocationCursor(String horizon, OffsetDateTime clock) {
        /** Before everything. */
        static final RevocationCursor START = new RevocationCursor("0", Instant.EPOCH.atOffset(ZoneOffset.UTC));
    }

    /** What was new, and how far it reaches. */
    record RevocationBatch(List<Revocation> revocations, RevocationCursor cursor) {}

    /** Everything that may have committed since, some of it perhaps known already. */
    Future<RevocationBatch> since(RevocationCursor revocationCursor) {
        OffsetDateTime from = revocationCursor.equals(RevocationCursor.START)
                ? revocationCursor.clock()
                : revocationCursor.clock().minusMinutes(OVERLAP_MINUTES);
        return database.queryUrgent(SINCE, Tuple.of(revocationCursor.horizon(), from))
                .map(RevocationStore::toBatch);
    }

    private static RevocationBatch toBatch(RowSet<Row> rows) {
        List<Revocation> revocations = new ArrayList<>();
        RevocationCursor cursor = RevocationCursor.START;
        for (Row row : rows) {
            cursor = new RevocationCursor(row.getString("horizon"), row.getOffsetDateTime("clock"));
            OffsetDateTime until = row.getOffsetDateTime("until");
            if (until != null) {
                revocations.add(revocation(row, until.toInstant()));
            }
        }
        return new RevocationBatch(revocations, cursor);
    }

    private static Revocation revocation(Row row, Instant until) {
        String session = row.getString("session");
        if (session != null) {
            return new Revocation.SessionRevocation(session, until);
        }
        UUID account = Objects.requireNonNull(row.getUUID("account"));
        return new Revocation.AccountRevocation(account, row.getLong("version"), until);
    }
}
