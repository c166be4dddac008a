package io.busbar.data;

import io.busbar.data.MigrationFiles.Migration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;

/**
 * Migrates the database to the schemas that this build needs. Each schema has a folder of its name with migrations, and a history of its
 * own. An applied migration never changes, and later migrations of a newer node are accepted, so that versions can mix during a rolling
 * update.
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
     * Applies missing migrations, schema by schema in the given order. Blocks. Any number of nodes may do so at once. If nothing is
     * missing, this is a single query.
     *
     * @param progress gets a message if there is something to do
     * @throws SQLException if the database is not reachable or denies access
     * @throws IncompatibleDatabaseException if an applied migration differs from this build; nothing is changed then
     * @throws org.flywaydb.core.api.FlywayException if a migration fails
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
            requireCompatible(statement);
            progress.accept("Migrating the database ...");
            schemas.forEach(this::migrate);
        }
    }

    private boolean isUpToDate(Statement statement) throws SQLException {
        try {
            return applied(statement, schemas).containsAll(required);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Fails if a migration was applied that this build does not have, unless it is newer than all of this build. */
    private void requireCompatible(Statement statement) throws SQLException {
        List<String> existing = new ArrayList<>();
        for (String schema : schemas) {
            if (hasHistory(statement, schema)) {
                existing.add(schema);
            }
        }
        if (existing.isEmpty()) {
            return;
        }
        for (Migration migration : applied(statement, existing)) {
            if (!required.contains(migration) && !isNewer(migration)) {
                throw new IncompatibleDatabaseException(migration.schema(), migration.script());
            }
        }
    }

    private boolean isNewer(Migration migration) {
        return required.stream()
                .filter(known -> known.schema().equals(migration.schema()))
                .allMatch(known -> known.version().compareTo(migration.version()) < 0);
    }

    private static boolean hasHistory(Statement statement, String schema) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("select to_regclass('%s.%s') is not null".formatted(schema, HISTORY))) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static Set<Migration> applied(Statement statement, List<String> schemas) throws SQLException {
        String query = schemas.stream()
                .map(schema -> "select '%1$s', script, checksum from %1$s.%2$s where success and checksum is not null"
                        .formatted(schema, HISTORY))
                .collect(Collectors.joining(" union all "));
        Set<Migration> applied = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                applied.add(new Migration(rows.getString(1), rows.getString(2), rows.getInt(3)));
            }
        }
        return applied;
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
