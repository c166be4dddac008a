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

/** Reads the revocations that changes have stored. */
final class RevocationStore {
    /**
     * Limits how far a read goes back: a long-running transaction that holds back the horizon must not make every poll read everything
     * since.
     */
    private static final long OVERLAP_MINUTES = 5;

    /** Returns one row without a revocation if there is none, so that the position is always known. */
    private static final String SELECT_SINCE = """
        select pg_snapshot_xmin(pg_current_snapshot())::text as horizon, now() as clock, r.session, r.account, r.token_version, r.until
        from (values (1)) as always left join bus.revocation r
          on r.xid >= $1::text::xid8 and r.at > $2 and r.until > now()""";

    private final Database database;

    RevocationStore(Database database) {
        this.database = database;
    }

    /**
     * The position up to which revocations have been read.
     *
     * @param horizon all transactions below this ID had ended, so their revocations have been read
     * @param clock   the time of the database at that moment
     */
    record RevocationCursor(String horizon, OffsetDateTime clock) {
        /** The position before the first revocation. */
        static final RevocationCursor START = new RevocationCursor("0", Instant.EPOCH.atOffset(ZoneOffset.UTC));
    }

    /** New revocations, and the position up to which they were read. */
    record RevocationBatch(List<Revocation> revocations, RevocationCursor cursor) {}

    /** Returns all revocations that may have committed after the cursor; some of them may be known already. */
    Future<RevocationBatch> since(RevocationCursor revocationCursor) {
        OffsetDateTime from = revocationCursor.equals(RevocationCursor.START)
                ? revocationCursor.clock()
                : revocationCursor.clock().minusMinutes(OVERLAP_MINUTES);
        return database.queryUrgent(SELECT_SINCE, Tuple.of(revocationCursor.horizon(), from))
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
        return new Revocation.AccountRevocation(account, row.getLong("token_version"), until);
    }
}
