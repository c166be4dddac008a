package io.busbar.testing;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.Migrations;
import io.busbar.node.ServiceRegistry;
import io.busbar.node.embedded.EmbeddedServers;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The embedded servers for tests, in {@code target/servers} of this worktree. They run from their first use to the end of the test run and
 * serve all its JVMs. The next run uses servers that a killed run left behind.
 */
public final class TestServers {
    private static final Path HOME = Path.of("target", "servers");
    private static final EmbeddedServers SERVERS = start();
    private static final String TEMPLATE = createTemplate();
    private static final int REDIS_DATABASES = 8;
    private static final int FIRST_REDIS_DATABASE = Integer.getInteger("test.fork", 1) % 2 * REDIS_DATABASES;
    private static final AtomicInteger REDIS_DATABASE = new AtomicInteger();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestServers::close));
    }

    private TestServers() {}

    /** Returns the URL of a new, migrated database. */
    public static String freshDatabase() {
        return url(create("test_", " template " + TEMPLATE));
    }

    /** Returns the URL of a new database without migrations. */
    public static String bareDatabase() {
        return url(create("bare_", ""));
    }

    /** Returns a URL of Redis. Callers get one of the 8 databases of this JVM in turn, with the data of the caller before. */
    public static String redisUrl() {
        return SERVERS.redisUrl() + "/" + (FIRST_REDIS_DATABASE + REDIS_DATABASE.getAndIncrement() % REDIS_DATABASES);
    }

    /** Returns a secret that is long enough to derive keys. */
    public static String jwtSecret() {
        return SERVERS.jwtSecret();
    }

    /** Disables syncing to disk: test data need not survive a power loss, and a busy disk must not delay tests. */
    private static EmbeddedServers start() {
        EmbeddedServers servers = EmbeddedServers.open(HOME, text -> {});
        for (String statement : List.of("alter system set fsync = off", "select pg_reload_conf()")) {
            execute(servers, statement);
        }
        return servers;
    }

    private static String createTemplate() {
        String name = create("template_", "");
        try {
            Migrations.run(DatabaseAddress.parse(url(name)), ServiceRegistry.schemas(), text -> {});
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String create(String prefix, String how) {
        String name =
                prefix + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        execute("create database " + name + how);
        return name;
    }

    /**
     * Stops the servers and deletes their data unless another run uses them. Dropping the databases one by one would cost a checkpoint each.
     */
    private static void close() {
        SERVERS.close();
        Path postgres = HOME.resolve("postgres");
        if (Files.exists(postgres.resolve("data").resolve("postmaster.pid"))) {
            return;
        }
        try (Stream<Path> files = Files.walk(postgres)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
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
        try (Connection connection = DatabaseAddress.parse(servers.databaseUrl())
                        .dataSource()
                        .getConnection();
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
