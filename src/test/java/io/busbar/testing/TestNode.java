package io.busbar.testing;

import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.data.DatabaseAddress;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.Node;
import io.busbar.node.NodeSettings;
import io.busbar.node.ServiceRegistry;
import io.busbar.tokens.AccessTokens.TokenGrant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A complete node in the test's JVM, with its own database unless it joins another node's. */
public final class TestNode implements AutoCloseable {
    private static final ResponseContract CONTRACT =
            ResponseContract.of(OpenApiDocument.of(ServiceRegistry.contracts()));

    private final DatabaseAddress database;
    private final Node node;

    private TestNode(Map<String, String> environment) {
        NodeSettings nodeSettings =
                NodeSettings.read(environment, Path.of("target", "no-such.properties"), ServiceRegistry.names());
        database = DatabaseAddress.parse(environment.getOrDefault("DATABASE_URL", ""));
        node = Node.start(nodeSettings, text -> {});
    }

    /** Starts a single node without rate limits. */
    public static TestNode start() {
        return start(Map.of());
    }

    /** Starts a node without rate limits, with these additional variables. */
    public static TestNode start(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_URL",
                TestServers.freshDatabase(),
                "REDIS_URL",
                TestServers.redisUrl(),
                "JWT_SECRET",
                TestServers.jwtSecret(),
                "DEV_MAIL",
                "true",
                "PORT",
                "0",
                "BCRYPT_COST",
                "4",
                "RATE_LIMIT_AUTH",
                "1000000/1",
                "RATE_LIMIT_GENERAL",
                "1000000/1",
                "RATE_LIMIT_USER",
                "1000000/1"));
        environment.putAll(variables);
        return new TestNode(environment);
    }

    /** Returns an anonymous client. Responses that the OpenAPI document does not allow fail the test. */
    public ApiClient api() {
        return new ApiClient("http://127.0.0.1:" + node.port(), Map.of(), CONTRACT::check);
    }

    public int port() {
        return node.port();
    }

    /** Returns a client for a new user with this role. */
    public ApiClient api(Role role) {
        return api().withToken(token(role));
    }

    /** Returns a token for a new user with this role. */
    public String token(Role role) {
        return token(UUID.randomUUID(), role);
    }

    /** Returns a token for this user. */
    public String token(UUID user, Role role) {
        return node.accessTokens().sign(new TokenGrant(user, role, "test", 0), Duration.ofMinutes(10));
    }

    /** Returns a client for this user. */
    public ApiClient api(UUID user, Role role) {
        return api().withToken(token(user, role));
    }

    /** Calls an operation over the bus as a system principal, for internal operations without a route. */
    public <I, O> O call(Operation<I, O> operation, I request) {
        return call(operation, request, operation.timeout());
    }

    /** Calls an operation over the bus with this timeout. */
    public <I, O> O call(Operation<I, O> operation, I request, Duration timeout) {
        try {
            return node.bus()
                    .call(operation, request, RequestContext.system("test", timeout))
                    .await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the rows of the database that contain any of the words. */
    public List<String> findRowsContaining(Collection<String> words) {
        return new DatabaseSearch(database).find(words);
    }

    /** Returns the number of rows: {@code count("catalog.service where title = 'x'")}. */
    public long count(String from) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + from)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the tables of Busbar that contain this text, also in bytes. */
    public List<String> tablesContaining(String text) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        List<String> found = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select format('%I.%I', schemaname, tablename) from pg_tables"
                    + " where schemaname not in ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery(
                        "select exists (select from %s as t where t::text like '%%%s%%' or t::text like '%%%s%%')"
                                .formatted(table, text.replace("'", "''"), hex))) {
                    if (rows.next() && rows.getBoolean(1)) {
                        found.add(table);
                    }
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the first column of every row. */
    public List<String> strings(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the ID that the query selects. */
    public UUID uuid(String sql) {
        return UUID.fromString(strings(sql).getFirst());
    }

    /** Locks a table. Statements that read or write it wait until the lock is closed. */
    public LockedTable lockTable(String table) {
        return LockedTable.lock(database, table);
    }

    public void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        node.stop();
    }
}
