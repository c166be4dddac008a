package io.busbar.testing;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.Migrations;
import io.busbar.node.ServiceRegistry;
import io.busbar.node.embedded.EmbeddedServers;
import io.busbar.tokens.StoredSigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The embedded PostgreSQL and Redis of the tests, in {@code target/servers} of this worktree. They run from their first use to the end of
 * the test run and serve all its JVMs; a run with {@code -Pquick} leaves them running for the next one. The next run uses servers that a
 * killed run left behind.
 */
public final class TestServers {
    private static final Path HOME = Path.of("target", "servers");
    private static final String PROGRAMS = "programs";
    private static final String DELETED = "deleted-";
    private static final boolean KEEP = Boolean.getBoolean("test.keepServers");
    private static final int MAX_LEFTOVER_DATABASES = 40;
    private static final EmbeddedServers SERVERS = start();
    private static final String TEMPLATE = createTemplate();
    private static final int SHARED_REDIS_DATABASES = 3;
    private static final int REDIS_DATABASES = 5;

    /** Eight JVMs get databases of their own of the 64 that the embedded Redis has. */
    private static final int FIRST_REDIS_DATABASE =
            Integer.getInteger("test.fork", 1) % 8 * (SHARED_REDIS_DATABASES + REDIS_DATABASES);

    private static final AtomicInteger REDIS_DATABASE = new AtomicInteger();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestServers::close));
    }

    private TestServers() {}

    /** Returns the URL of a new, migrated database. */
    public static String freshDatabase() {
        return url(create("test_", " template " + TEMPLATE));
    }

    /** Returns the URL of a new, migrated database without a signing key, for nodes with a secret of their own. */
    public static String databaseWithoutSigningKey() {
        String url = freshDatabase();
        try (Connection connection = DatabaseAddress.parse(url).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from tokens.signing_key");
            return url;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the URL of a new database without migrations. */
    public static String bareDatabase() {
        return url(create("bare_", ""));
    }

    /** Gives a data folder the programs of these servers, so that servers in it start without unpacking programs of their own. */
    public static void sharePrograms(Path dataFolder) {
        try {
            Files.createDirectories(dataFolder);
            Files.createSymbolicLink(
                    dataFolder.resolve(PROGRAMS), HOME.resolve(PROGRAMS).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a URL of Redis. Callers get one of the 5 databases of this JVM in turn, with the data of the caller before. */
    public static String redisUrl() {
        int database = SHARED_REDIS_DATABASES + REDIS_DATABASE.getAndIncrement() % REDIS_DATABASES;
        return SERVERS.redisUrl() + "/" + (FIRST_REDIS_DATABASE + database);
    }

    /** Returns a URL of Redis for shared nodes: one of 3 databases that only they use. */
    static String sharedRedisUrl(int database) {
        if (database >= SHARED_REDIS_DATABASES) {
            throw new IllegalArgumentException(
                    "There are only " + SHARED_REDIS_DATABASES + " databases for shared nodes");
        }
        return SERVERS.redisUrl() + "/" + (FIRST_REDIS_DATABASE + database);
    }

    /** Returns a secret that is long enough to derive keys. */
    public static String jwtSecret() {
        return SERVERS.masterSecret();
    }

    /** Disables syncing to disk: test data need not survive a power loss, and a busy disk must not delay tests. */
    private static EmbeddedServers start() {
        EmbeddedServers servers = EmbeddedServers.open(HOME, text -> {});
        for (String statement : List.of("alter system set fsync = off", "select pg_reload_conf()")) {
            execute(servers, statement);
        }
        return servers;
    }

    /** The name of a database on which all migrations have run, with a signing key. It is made once for all JVMs, and again when a migration has changed. */
    private static String createTemplate() {
        String name = "template_" + checksumOfMigrations();
        try (Connection connection = connect(SERVERS);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(1)"); // ends with the connection
            if (KEEP) {
                dropLeftovers(statement);
            }
            if (!texts(statement, "select datname from pg_database where datname = '" + name + "'")
                    .isEmpty()) {
                return name;
            }
            String unfinished = create("unfinished_", "");
            DatabaseAddress address = DatabaseAddress.parse(url(unfinished));
            Migrations.run(address, ServiceRegistry.schemas(), text -> {});
            StoredSigningKey.insert(address, jwtSecret());
            statement.execute("alter database " + unfinished + " rename to " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops the databases of earlier runs when there are many. A database that is in use stays. */
    private static void dropLeftovers(Statement statement) throws SQLException {
        List<String> leftovers = texts(
                statement,
                "select datname from pg_database d where datname ~ '^(test|bare|unfinished)_'"
                        + " and not exists (select from pg_stat_activity a where a.datid = d.oid)");
        if (leftovers.size() > MAX_LEFTOVER_DATABASES) {
            for (String database : leftovers) {
                statement.execute("drop database " + database);
            }
        }
    }

    private static String checksumOfMigrations() {
        CRC32 checksum = new CRC32();
        for (String schema : ServiceRegistry.schemas()) {
            URL folder = Objects.requireNonNull(TestServers.class.getResource("/db/" + schema), schema);
            try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
                for (Path file : files.sorted().toList()) {
                    checksum.update((schema + file.getFileName()).getBytes(StandardCharsets.UTF_8));
                    checksum.update(Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Long.toHexString(checksum.getValue());
    }

    private static String create(String prefix, String how) {
        String name =
                prefix + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        execute("create database " + name + how);
        return name;
    }

    /**
     * Stops the servers and deletes their data unless they are kept or another run uses them. Dropping the databases one by one would cost
     * a checkpoint each.
     */
    private static void close() {
        if (KEEP) {
            return; // the lock on the folder ends with the process
        }
        SERVERS.close();
        Path postgres = HOME.resolve("postgres");
        if (!Files.exists(postgres.resolve("data").resolve("postmaster.pid"))) {
            delete(postgres);
        }
    }

    /**
     * Moves the folder out of the way and deletes it in a process of its own: it has a hundred thousand files, and a run whose end takes
     * too long is killed, which must not leave half of the data to the next run.
     */
    private static void delete(Path folder) {
        try {
            if (Files.exists(folder)) {
                Files.move(
                        folder,
                        HOME.resolve(DELETED + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE)));
            }
            List<String> command = new ArrayList<>(List.of("rm", "-rf", "--"));
            try (Stream<Path> files = Files.list(HOME)) {
                files.filter(file -> file.getFileName().toString().startsWith(DELETED))
                        .forEach(file -> command.add(file.toString()));
            }
            new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(String database) {
        String url = SERVERS.databaseUrl();
        return url.substring(0, url.lastIndexOf('/') + 1) + database;
    }

    private static void execute(String statement) {
        execute(SERVERS, statement);
    }

    private static void execute(EmbeddedServers servers, String statement) {
        try (Connection connection = connect(servers);
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect(EmbeddedServers servers) throws SQLException {
        return DatabaseAddress.parse(servers.databaseUrl()).dataSource().getConnection();
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
