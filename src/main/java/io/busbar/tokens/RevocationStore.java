package io.busbar.tokens;

import io.busbar.bus.Revocation;
import io.busbar.data.Database;
import io.busbar.tokens.AccessTokens.Grant;
import io.busbar.tokens.AccessTokens.Impersonator;
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

    private static final String VOID = """
        select exists (select from bus.revocation where session = $1)
            or exists (select from bus.revocation where account = $2 and version > $3)
            or exists (select from bus.revocation where account = $4 and version > $5) as void""";

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
    record Position(String horizon, OffsetDateTime clock) {
        /** Before everything. */
        static final Position START = new Position("0", Instant.EPOCH.atOffset(ZoneOffset.UTC));
    }

    /** What was new, and how far it reaches. */
    record News(List<Revocation> revocations, Position reached) {}

    /** Everything that may have committed since, some of it perhaps known already. */
    Future<News> since(Position position) {
        OffsetDateTime from = position.equals(Position.START)
                ? position.clock()
                : position.clock().minusMinutes(OVERLAP_MINUTES);
        return database.query(SINCE, Tuple.of(position.horizon(), from)).map(RevocationStore::news);
    }

    /** Whether the token of such a grant is void, as of now. */
    Future<Boolean> isVoid(Grant grant) {
        Impersonator admin = grant.impersonator();
        Tuple values = Tuple.of(
                grant.session(),
                grant.user(),
                grant.version(),
                admin == null ? null : admin.admin(),
                admin == null ? null : admin.version());
        return database.query(VOID, values).map(rows -> rows.iterator().next().getBoolean("void"));
    }

    private static News news(RowSet<Row> rows) {
        List<Revocation> revocations = new ArrayList<>();
        Position reached = Position.START;
        for (Row row : rows) {
            reached = new Position(row.getString("horizon"), row.getOffsetDateTime("clock"));
            OffsetDateTime until = row.getOffsetDateTime("until");
            if (until != null) {
                revocations.add(revocation(row, until.toInstant()));
            }
        }
        return new News(revocations, reached);
    }

    private static Revocation revocation(Row row, Instant until) {
        String session = row.getString("session");
        if (session != null) {
            return new Revocation.OfSession(session, until);
        }
        UUID account = Objects.requireNonNull(row.getUUID("account"));
        return new Revocation.OfAccount(account, row.getLong("version"), until);
    }
}
