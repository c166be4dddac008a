package io.busbar.data;

import io.busbar.data.MigrationFiles.Migration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;

/**
 * Brings the database to the shape this program needs. Each schema has a folder of its name with migrations and a history of its own;
 * an applied one never changes, and a newer node's are left alone, so that versions can mix during a rolling update.
 */
public final class Migrations {
    private static final String HISTORY = "flyway_schema_history";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final long LOCK_ID = 0x62757362_61720001L; // "busbar", 1

    private final DatabaseAddress address;
    private final List<String> schemas;
    private final Set<Migration> required;

    private Migrations(DatabaseAddress address, List<String> schemas) {
        this.address = address;
        this.schemas = schemas;
        this.required = schemas.stream()
                .flatMap(schema -> MigrationFiles.of(schema).stream())
                .collect(Collectors.toSet());
    }

    /**
     * Applies what is missing, schema after schema in the order given. Blocks. Any number of nodes may do so at once. When nothing is
     * missing, it is one query.
     *
     * @param progress hears of it when there is something to do
     * @throws SQLException when the database can't be reached or doesn't let us
     * @throws org.flywaydb.core.api.FlywayException when a migration fails, or an applied one has changed
     */
    public static void run(DatabaseAddress address, List<String> schemas, Consumer<String> progress)
            throws SQLException {
        new Migrations(address, schemas).run(progress);
    }

    private void run(Consumer<String> progress) throws SQLException {
        try (Connection connection = address.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (isUpToDate(statement)) {
                return;
            }
            statement.execute("select pg_advisory_lock(" + LOCK_ID + ")"); // ends with the connection
            if (isUpToDate(statement)) {
                return;
            }
            progress.accept("Migrating the database ...");
            schemas.forEach(this::migrate);
        }
    }

    private boolean isUpToDate(Statement statement) throws SQLException {
        String applied = schemas.stream()
                .map(schema -> "select '%1$s', script, checksum from %1$s.%2$s where success and checksum is not null"
                        .formatted(schema, HISTORY))
                .collect(Collectors.joining(" union all "));
        Set<Migration> found = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(applied)) {
            while (rows.next()) {
                found.add(new Migration(rows.getString(1), rows.getString(2), rows.getInt(3)));
            }
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
        return found.containsAll(required);
    }

    private void migrate(String schema) {
        Flyway.configure()
                .dataSource(address.dataSource())
                .defaultSchema(schema)
                .createSchemas(true)
                .locations("classpath:" + MigrationFiles.location(schema))
                .table(HISTORY)
                .validateMigrationNaming(true)
                .loggers("slf4j")
                .load()
                .migrate();
    }
}
