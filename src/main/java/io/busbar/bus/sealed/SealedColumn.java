package io.busbar.bus.sealed;

import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A column with sealed values. While the secret of the deployment is replaced, each node seals the values of the previous secret again when
 * it starts; the last node to start leaves none.
 */
public final class SealedColumn {
    private static final Logger LOG = LoggerFactory.getLogger(SealedColumn.class);
    private static final int BATCH = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String table;
    private final String column;
    private final String contextColumn;
    private final SecretBox secretBox;

    /**
     * Describes a column of type bytea.
     *
     * @param contextColumn the column, or SQL expression, that values are bound to
     */
    public SealedColumn(String table, String column, String contextColumn, SecretBox secretBox) {
        this.table = table;
        this.column = column;
        this.contextColumn = contextColumn;
        this.secretBox = secretBox;
    }

    /**
     * Seals the values of previous secrets with the current one, in transactions of a hundred rows. Returns their number. Values that can't
     * be opened stay as they are.
     */
    public Future<Integer> reseal(Changes changes) {
        if (secretBox.previousHeaders().isEmpty()) {
            return Future.succeededFuture(0);
        }
        return resealFrom(changes, 0)
                .onSuccess(count -> LOG.info("Sealed {} values of {} again with the current secret", count, table))
                .onFailure(cause -> LOG.warn("Not all values of {} are sealed with the current secret", table, cause));
    }

    private Future<Integer> resealFrom(Changes changes, int before) {
        return changes.change(RequestContext.system("reseal", TIMEOUT), "secrets.reseal", this::resealBatch)
                .compose(count -> count == 0 ? Future.succeededFuture(before) : resealFrom(changes, before + count));
    }

    private Future<Integer> resealBatch(Tx tx) {
        Buffer[] headers =
                secretBox.previousHeaders().stream().map(Buffer::buffer).toArray(Buffer[]::new);
        String select = """
            select ctid::text as location, %2$s as sealed, %3$s::text as context from %1$s
            where substring(%2$s for %4$d) = any($1) limit %5$d for update skip locked""".formatted(table, column, contextColumn, SecretBox.HEADER_BYTES, BATCH);
        return tx.query(select, Tuple.tuple().addValue(headers)).compose(rows -> {
            List<String> locations = new ArrayList<>();
            List<Buffer> resealed = new ArrayList<>();
            rows.forEach(row -> reseal(row, locations, resealed));
            return locations.isEmpty() ? Future.succeededFuture(0) : update(tx, locations, resealed);
        });
    }

    private Future<Integer> update(Tx tx, List<String> locations, List<Buffer> resealed) {
        // The rows are locked, so they stay where they are.
        String update = """
            update %1$s set %2$s = new.sealed from unnest($1::text[], $2::bytea[]) as new (location, sealed)
            where %1$s.ctid = new.location::tid""".formatted(table, column);
        Tuple values =
                Tuple.tuple().addValue(locations.toArray(String[]::new)).addValue(resealed.toArray(Buffer[]::new));
        return tx.query(update, values).map(rows -> rows.rowCount());
    }

    private void reseal(Row row, List<String> locations, List<Buffer> resealed) {
        String context = row.getString("context");
        try {
            byte[] plain = secretBox.open(row.getBuffer("sealed").getBytes(), context);
            locations.add(row.getString("location"));
            resealed.add(Buffer.buffer(secretBox.seal(plain, context)));
        } catch (GeneralSecurityException e) {
            LOG.warn("A value of {} can't be opened and is not sealed again", table);
        }
    }
}
