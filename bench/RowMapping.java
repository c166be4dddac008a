package bench;

import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.RowMapper;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Maps the 50 rows of a page of services: with the mapper, and by hand by position and by name. The property {@code database} is a URL. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RowMapping {
    private static final RowMapper<Service> SERVICE = RowMapper.of(Service.class);

    private final Vertx vertx = Vertx.vertx();
    private List<Row> rows = List.of();

    @Setup(Level.Trial)
    public void read() throws Exception {
        Database database = new Database(
                vertx, DatabaseAddress.parse(System.getProperty("database")).options());
        RowSet<Row> found = database.query(
                        "select %s from catalog.service limit 50".formatted(SERVICE.columns()), Tuple.tuple())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        rows = found.stream().toList();
        if (rows.size() != 50) {
            throw new IllegalStateException("The catalog has only " + rows.size() + " services");
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        vertx.close().await();
    }

    @Benchmark
    public void mapper(Blackhole blackhole) {
        for (Row row : rows) {
            blackhole.consume(SERVICE.map(row));
        }
    }

    @Benchmark
    public void byPosition(Blackhole blackhole) {
        for (Row row : rows) {
            blackhole.consume(new Service(
                    row.getUUID(0),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getOffsetDateTime(6),
                    row.getOffsetDateTime(7)));
        }
    }

    @Benchmark
    public void byName(Blackhole blackhole) {
        for (Row row : rows) {
            blackhole.consume(new Service(
                    row.getUUID("id"),
                    row.getString("title"),
                    row.getString("description"),
                    row.getString("category"),
                    row.getString("icon"),
                    row.getString("color"),
                    row.getOffsetDateTime("created_at"),
                    row.getOffsetDateTime("updated_at")));
        }
    }
}
