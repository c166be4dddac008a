package io.busbar.testing;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.runtime.NodeServices;
import io.busbar.data.DatabaseAddress;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.node.Node;
import io.busbar.node.NodeSettings;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.DatabaseSearch.Match;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.tokens.AccessTokens.TokenGrant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A complete node in the test's JVM, with its own database unless it joins another node's. */
public final class TestNode implements AutoCloseable {
    private static final ResponseContract CONTRACT =
            ResponseContract.of(OpenApiDocument.of(ServiceRegistry.contracts()));

    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(30);

    private final TestDatabase database;
    private final Node node;
    private final ResponseContract responseContract;

    /** Starts the node. A node that fails to start closes what it opened, and the database opens its first connection later. */
    private TestNode(Map<String, String> environment, List<Contract> contracts, Function<NodeSettings, Node> starter) {
        NodeSettings nodeSettings = NodeSettings.read(environment, Path.of("target", "no-such.properties"), contracts);
        database = new TestDatabase(DatabaseAddress.parse(environment.getOrDefault("DATABASE_URL", "")));
        node = starter.apply(nodeSettings);
        responseContract = contracts.equals(ServiceRegistry.contracts())
                ? CONTRACT
                : ResponseContract.of(OpenApiDocument.of(contracts));
    }

    /** Starts a single node without rate limits. */
    public static TestNode start() {
        return start(Map.of());
    }

    /** Starts a node without rate limits, with these additional variables. */
    public static TestNode start(Map<String, String> variables) {
        return start(variables, ServiceRegistry.contracts(), settings -> Node.start(settings, text -> {}));
    }

    /** Starts a node of a deployment with these contracts, which {@code starter} starts. */
    public static TestNode start(
            Map<String, String> variables, List<Contract> contracts, Function<NodeSettings, Node> starter) {
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
        return new TestNode(environment, contracts, starter);
    }

    /** Returns an anonymous client. Responses that the OpenAPI document does not allow fail the test. */
    public ApiClient api() {
        return new ApiClient("http://127.0.0.1:" + node.port(), Map.of(), responseContract::check);
    }

    /** Returns a client without a check of the responses, for operations that are not of the code. */
    public ApiClient uncheckedApi() {
        return new ApiClient("http://127.0.0.1:" + node.port());
    }

    /** Returns the ID of the node. */
    public String id() {
        return node.id();
    }

    /** Returns the commands that start and stop services. */
    public NodeServices nodeServices() {
        return node.nodeServices();
    }

    public int port() {
        return node.port();
    }

    /** Returns a client for a new user with this role. */
    public ApiClient api(UserRole role) {
        return api().withToken(token(role));
    }

    /** Returns a token for a new user with this role. */
    public String token(UserRole role) {
        return token(UUID.randomUUID(), role);
    }

    /** Returns a token for this user. */
    public String token(UUID user, UserRole role) {
        return node.accessTokens().sign(new TokenGrant(user, role.role(), "test", 0), Duration.ofMinutes(10));
    }

    /** Returns a client for this user. */
    public ApiClient api(UUID user, UserRole role) {
        return api().withToken(token(user, role));
    }

    /** Creates a user of that role with an account and a verified address. */
    public TestUser person(UserRole role) {
        return TestUsers.create(this, role);
    }

    /** Creates several users of that role. */
    public List<TestUser> people(int count, UserRole role) {
        return Stream.generate(() -> person(role)).limit(count).toList();
    }

    /** Returns how many events of that type and key were stored. */
    public long published(Event<?> event, Object key) {
        return count("bus.event where type = '%s' and key = '%s'".formatted(event.type(), key));
    }

    /** Returns how many deliveries of events and continuations were stored so far, including those that were handled. */
    public long deliveries() {
        return Long.parseLong(
                strings("select last_value from bus.delivery_id_seq").getFirst());
    }

    /** Waits until every event was handled, every email was sent, and every due timer has fired. */
    public void settle() {
        Awaitility.await("deliveries and timers")
                .atMost(SETTLE_TIMEOUT)
                .until(() -> count("bus.delivery") + count("bus.timer where due_at <= now()") == 0);
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

    /** Returns the rows of the database that contain any of the words, also in bytes, ignoring case. */
    public List<String> rowsContaining(Collection<String> words) {
        return new DatabaseSearch(database.address())
                .find(words).stream().map(Match::toString).toList();
    }

    /** Returns the tables of the database that contain this text, also in bytes, ignoring case. */
    public List<String> tablesContaining(String text) {
        return new DatabaseSearch(database.address())
                .find(List.of(text)).stream().map(Match::table).distinct().toList();
    }

    /** Returns the number of rows: {@code count("catalog.service where title = 'x'")}. */
    public long count(String from) {
        return Long.parseLong(strings("select count(*) from " + from).getFirst());
    }

    /** Returns the first column of every row. */
    public List<String> strings(String sql) {
        return database.texts(sql);
    }

    /** Returns the ID that the query selects. */
    public UUID uuid(String sql) {
        return UUID.fromString(strings(sql).getFirst());
    }

    /** Locks a table. Statements that read or write it wait until the lock is closed. */
    public LockedTable lockTable(String table) {
        return LockedTable.lock(database.address(), table);
    }

    /** Locks a table for writes. Statements that only read it do not wait. */
    public LockedTable lockTableForWrites(String table) {
        return LockedTable.lockForWrites(database.address(), table);
    }

    /** Holds the owner's jobs of this type before the step that follows this progress, until the returned object is closed. */
    public HeldJob holdJob(Job<?> job, UUID owner, long done) {
        return new HeldJob(database, job, owner, done);
    }

    public void execute(String sql) {
        database.execute(sql);
    }

    @Override
    public void close() {
        try {
            node.stop();
        } finally {
            database.close();
        }
    }
}
