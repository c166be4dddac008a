package io.busbar.node;

import static io.busbar.node.HostService.answering;
import static io.busbar.node.HostService.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Access;
import io.busbar.bus.Failure;
import io.busbar.bus.RateTier;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestPorts;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Declarations that change under load, under a slow request, and around a node that is paused or killed. */
@UsesServers
class RuntimeOperationChangesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long ONE_SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static String database;
    private static String redis;
    private static HostService host;
    private static TestNode first;
    private static TestNode second;
    private static TestNode frontend;

    @BeforeAll
    static void start() {
        database = TestServers.freshDatabase();
        redis = TestServers.redisUrl();
        Map<String, String> shared = Map.of(
                "DATABASE_URL", database,
                "REDIS_URL", redis,
                "JWT_SECRET", TestServers.jwtSecret());
        host = new HostService();
        first = AddedService.startNode(shared, host.added());
        second = AddedService.startNode(shared, host.added());
        Map<String, String> variables = new HashMap<>(shared);
        variables.put("SERVICES", "deliveries");
        frontend = AddedService.startNode(variables, host.added());
    }

    @AfterAll
    static void stop() {
        frontend.close();
        second.close();
        first.close();
    }

    @Test
    void replaceAndRemove_underLoadOnThreeNodes_answersByOldOrNewDeclarationOnly() {
        Declarations declarations = new Declarations();
        declarations.replace();
        try (RequestLoad load =
                RequestLoad.start(List.of(first, second, frontend), 9, (node, number) -> declarations.request(node))) {
            for (int round = 0; round < 10; round++) {
                load.awaitRequests(100);
                declarations.replace();
                if (round % 3 == 2) {
                    load.awaitRequests(100);
                    declarations.remove();
                }
            }
            load.awaitRequests(200);
            assertThat(load.stop()).isEmpty();
            assertThat(load.answered()).isGreaterThan(1_000);
        }
        assertThat(declarations.answered.keySet()).contains(1, 5, declarations.last.get());
    }

    /**
     * The versions of one set, which are numbered. An odd one has the status 200 and an even one 201, so that a response that mixes two
     * versions shows. A removed set is a version too, whose status is 404.
     */
    private static final class Declarations {
        private final Map<Integer, Long> answered = new ConcurrentSkipListMap<>();
        /** The acknowledged versions by the time of their acknowledgement. */
        private final NavigableMap<Long, Integer> acknowledged = new ConcurrentSkipListMap<>();

        private final AtomicInteger last = new AtomicInteger();
        /** The version of a 404; before the first declaration it is 0. */
        private volatile int removedAs;

        private long stored;

        void replace() {
            int version = last.incrementAndGet();
            stored = host.put(
                    first,
                    stored,
                    new OperationSet(
                            "numbered",
                            HostService.HOST.service(),
                            List.of(reading("numbered", "/hosted/numbered/{id}", "" + version, statusOf(version)))));
            acknowledged.put(System.nanoTime(), version);
        }

        void remove() {
            int version = last.incrementAndGet();
            removedAs = version;
            host.remove(second, "numbered", stored);
            stored = 0;
            acknowledged.put(System.nanoTime(), version);
        }

        void request(TestNode node) {
            Map.Entry<Long, Integer> oldest = acknowledged.floorEntry(System.nanoTime() - ONE_SECOND_NANOS);
            ApiResponse response = node.uncheckedApi().get("/api/hosted/numbered/7");
            int version;
            if (response.status() == 404) {
                version = removedAs;
            } else {
                version = response.body().path("text").asInt(-1);
                assertThat(response.status()).as("%s", response.body()).isEqualTo(statusOf(version));
            }
            assertThat(version).isLessThanOrEqualTo(last.get());
            if (oldest != null) {
                assertThat(version).as("the version a second ago").isGreaterThanOrEqualTo(oldest.getValue());
            }
            answered.merge(version, 1L, Long::sum);
        }

        private static int statusOf(int version) {
            return version % 2 == 0 ? 201 : 200;
        }
    }

    @Test
    void replace_whileBodyArrives_answersByNewDeclarationAndItsRateLimit() throws IOException {
        for (TestNode node : List.of(first, frontend)) {
            String name = node.equals(first) ? "slow" : "slower";
            String path = "/hosted/" + name;
            long version = host.put(first, 0, accepting(name, path, "old", 200));
            await().until(() ->
                    node.uncheckedApi().post("/api" + path, "{\"title\":\"a\"}").status() == 200);

            String oldLimit = policy(node, path);

            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                socket.setSoTimeout((int) TIMEOUT.toMillis());
                send(
                        socket,
                        "POST /api" + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 13\r\n\r\n{\"title\"");
                host.put(first, version, limited(accepting(name, path, "new", 201)));
                await().until(() -> node.uncheckedApi()
                                .post("/api" + path, "{\"title\":\"a\"}")
                                .status()
                        == 201);
                String limit = policy(node, path);
                send(socket, ":\"b\"}");

                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                assertThat(reader.readLine()).isEqualTo("HTTP/1.1 201 Created");
                assertThat(header(reader, "ratelimit-policy")).isEqualTo(limit).isNotEqualTo(oldLimit);
            }
        }
    }

    @Test
    void replace_whileNodeIsPaused_isInEffectWhenItContinues() {
        String path = "/hosted/paused";
        long version = host.put(first, 0, answering("paused", path, "old"));
        int port = TestPorts.firstFree(1);
        ApiClient api = new ApiClient("http://127.0.0.1:" + port);
        try (JavaProcess process = JavaProcess.start(
                HostProcess.class, database, redis, TestServers.jwtSecret(), Integer.toString(port))) {
            awaitText(api, path, "old");

            process.pause();
            CompletableFuture<ApiResponse> asked = CompletableFuture.supplyAsync(() -> api.get("/api" + path));
            host.put(first, version, answering("paused", path, "new"));
            long acknowledged = System.nanoTime();
            await().until(() -> System.nanoTime() - acknowledged > ONE_SECOND_NANOS);
            process.resume();

            assertThat(asked.join().body().path("text").asText()).isEqualTo("new");
            assertThat(api.get("/api" + path).body().path("text").asText()).isEqualTo("new");
        }
    }

    @Test
    void put_onNodeThatIsKilledBeforeCommit_leavesNothingBehindAndBlocksNobody() {
        String path = "/hosted/unfinished";
        try (JavaProcess process = JavaProcess.start(
                HostProcess.class,
                database,
                redis,
                TestServers.jwtSecret(),
                Integer.toString(TestPorts.firstFree(1)),
                path)) {
            await().atMost(TIMEOUT)
                    .until(() -> first.count("pg_locks where relation = 'bus.operation_revision'::regclass"
                                    + " and mode = 'RowExclusiveLock'")
                            > 0);
            process.kill();
        }

        host.put(first, 0, answering("finished", "/hosted/finished", "here"));

        await().until(() -> frontend.uncheckedApi().get("/api/hosted/finished").status() == 200);
        assertThat(first.count("bus.operation_set where name = 'unfinished'")).isZero();
        assertThat(frontend.uncheckedApi().get("/api" + path).status()).isEqualTo(404);
    }

    @Test
    void put_beyondMaximumOfAllSets_isRefusedAndNamesTheLimit() {
        first.execute("""
            update bus.operation_revision set revision = revision + 1;
            insert into bus.operation_set (name, service, version, declaration)
              select 'crowd', 'host', revision, '{"operations": []}' from bus.operation_revision;
            insert into bus.declared_operation (service, action, route, operation_set)
              select 'host', 'crowd' || n, 'GET /hosted/crowd/' || n, 'crowd' from generate_series(1, 2000) as n""");

        Failure refused = catchThrowableOfType(
                Failure.class, () -> host.put(first, 0, answering("excess", "/hosted/excess", "here")));

        assertThat(refused.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("/operations");
            assertThat(error.msg()).contains("2000 operations");
        });
        assertThat(first.count("bus.operation_set where name = 'excess'")).isZero();

        first.execute("""
            update bus.operation_revision set revision = revision + 1;
            delete from bus.operation_set where name = 'crowd'""");
        host.put(first, 0, answering("excess", "/hosted/excess", "here"));
    }

    @Test
    void put_beyondBytesOfAllSets_isRefusedAndNamesTheLimit() {
        first.execute("""
            update bus.operation_revision set revision = revision + 1;
            insert into bus.operation_set (name, service, version, declaration)
              select 'bulk' || n, 'host', revision, json_build_object('operations', json_build_array(), 'filling', repeat('x', 65000))
              from bus.operation_revision, generate_series(1, 129) as n""");

        Failure refused = catchThrowableOfType(
                Failure.class, () -> host.put(first, 0, answering("overweight", "/hosted/overweight", "here")));

        assertThat(refused.errors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEmpty();
            assertThat(error.msg()).contains("all sets together may have 8388608 bytes");
        });
        assertThat(first.count("bus.operation_set where name = 'overweight'")).isZero();

        first.execute("""
            update bus.operation_revision set revision = revision + 1;
            delete from bus.operation_set where name like 'bulk%'""");
        host.put(first, 0, answering("overweight", "/hosted/overweight", "here"));
    }

    private static OperationSet accepting(String name, String path, String text, int status) {
        RuntimeOperation operation = RuntimeOperation.of(
                name,
                "POST",
                path,
                "Accept",
                Access.anyone(),
                HostService.schema("""
                    {"type": "object", "properties": {"title": {"type": "string", "maxLength": 20}}, "required": ["title"]}"""),
                RuntimeResponse.object(status, HostService.answerSchema()));
        return new OperationSet(name, HostService.HOST.service(), List.of(HostService.described(operation, text)));
    }

    /** Returns the set with the low rate limit for secrets. */
    private static OperationSet limited(OperationSet set) {
        RuntimeOperation operation = set.operations().getFirst();
        RuntimeOperation limited = new RuntimeOperation(
                operation.action(),
                operation.method(),
                operation.path(),
                operation.summary(),
                operation.description(),
                operation.access(),
                operation.request(),
                operation.response(),
                RateTier.AUTH,
                operation.timeout(),
                operation.maxRequestBytes(),
                operation.maxResponseBytes(),
                operation.idempotent());
        return new OperationSet(set.name(), set.service(), List.of(limited));
    }

    private static String policy(TestNode node, String path) {
        return node.uncheckedApi().post("/api" + path, "{\"title\":\"a\"}").header("ratelimit-policy");
    }

    private static String header(BufferedReader head, String name) throws IOException {
        String line = head.readLine();
        while (!line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).trim();
            }
            line = head.readLine();
        }
        throw new AssertionError("There is no header " + name);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static void awaitText(ApiClient api, String path, String text) {
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> api.get("/api" + path).body().path("text").asText().equals(text));
    }
}
