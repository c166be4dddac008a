package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services that start and stop on two running nodes. */
@UsesServers
class ServiceLifecycleTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String SERVICE = "probe";

    private static ProbeService probe;
    private static TestNode first;
    private static TestNode second;

    @BeforeAll
    static void start() {
        Map<String, String> shared = Map.of(
                "DATABASE_URL", TestServers.freshDatabase(),
                "REDIS_URL", TestServers.redisUrl(),
                "JWT_SECRET", TestServers.jwtSecret());
        probe = new ProbeService();
        first = AddedService.startNode(shared, probe.added());
        second = AddedService.startNode(shared, probe.added());
        first.execute(ProbeService.TABLES);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    @BeforeEach
    void startOnBothNodes() {
        get(first.nodeServices().start(first.id(), SERVICE));
        get(first.nodeServices().start(second.id(), SERVICE));
        first.execute("truncate probe.delivered, probe.counted");
    }

    @Test
    void stopAndStart_underLoadOnTwoNodes_failsNoRequestAndLosesNoDelivery() {
        try (RequestLoad load = RequestLoad.start(List.of(first, second), 8, ServiceLifecycleTest::noteAndAsk)) {
            for (int round = 0; round < 5; round++) {
                for (TestNode node : List.of(first, second)) {
                    load.awaitRequests(50);
                    get(first.nodeServices().stop(node.id(), SERVICE));
                    load.awaitRequests(50);
                    get(second.nodeServices().start(node.id(), SERVICE));
                }
            }
            assertThat(load.stop()).isEmpty();
            first.settle();
            assertThat(first.count("probe.delivered")).isEqualTo(load.answered());
            assertThat(first.count("bus.dead_letter")).isZero();
            assertThat(first.strings("select distinct node from probe.delivered"))
                    .containsExactlyInAnyOrder(first.id(), second.id());
        }
    }

    @Test
    void stop_onOneNode_letsTheOtherAnswer() {
        get(first.nodeServices().stop(first.id(), SERVICE));

        assertThat(nodesThatAnswer()).containsExactly(second.id());

        get(first.nodeServices().start(first.id(), SERVICE));
        assertThat(where(first)).isEqualTo(first.id());
    }

    @Test
    void stop_onEveryNode_makesServiceUnavailableUntilStart() {
        get(first.nodeServices().stop(first.id(), SERVICE));
        get(first.nodeServices().stop(second.id(), SERVICE));

        for (TestNode node : List.of(first, second)) {
            ApiResponse refused = node.uncheckedApi().get("/api/probe");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.body().path("message").asText()).isEqualTo("probe is currently unavailable");
        }

        get(second.nodeServices().start(first.id(), SERVICE));
        assertThat(nodesThatAnswer()).containsExactly(first.id());
    }

    @Test
    void stop_withCallInFlight_answersIt() {
        List<CompletableFuture<ApiResponse>> waiting = Stream.of(first, second)
                .map(node ->
                        CompletableFuture.supplyAsync(() -> node.uncheckedApi().get("/api/probe/wait")))
                .toList();
        await().until(() -> probe.waiting.get() == 2);

        Future<Void> stopped = first.nodeServices().stop(first.id(), SERVICE);
        await().until(() -> where(first).equals(second.id()));
        assertThat(stopped.isComplete()).isFalse();
        probe.openGate();

        get(stopped);
        assertThat(waiting).extracting(call -> call.join().status()).containsOnly(200);
        assertThat(waiting)
                .extracting(call -> call.join().body().path("node").asText())
                .containsExactly(first.id(), second.id());
    }

    @Test
    void stop_duringJob_letsOtherNodeContinueIt() {
        get(first.nodeServices().stop(second.id(), SERVICE));
        ApiResponse started = first.uncheckedApi().post("/api/probe/count", "{\"next\":1,\"last\":60}");
        assertThat(started.status()).as("%s", started.body()).isEqualTo(202);
        await().until(() -> first.count("probe.counted") > 5);

        get(first.nodeServices().start(second.id(), SERVICE));
        get(first.nodeServices().stop(first.id(), SERVICE));
        long countedByFirst = first.count("probe.counted where node = '" + first.id() + "'");

        await().atMost(TIMEOUT).until(() -> first.count("probe.counted") == 60);
        assertThat(first.count("probe.counted where node = '" + first.id() + "'"))
                .isEqualTo(countedByFirst)
                .isLessThan(60);
        assertThat(first.strings("select number from probe.counted order by number"))
                .doesNotHaveDuplicates();
    }

    @Test
    void stopAndStart_again_haveNoEffect() {
        get(first.nodeServices().start(first.id(), SERVICE));
        get(first.nodeServices().stop(first.id(), SERVICE));
        get(first.nodeServices().stop(first.id(), SERVICE));
        assertThat(nodesThatAnswer()).containsExactly(second.id());

        get(first.nodeServices().start(first.id(), SERVICE));
        get(first.nodeServices().start(first.id(), SERVICE));
        assertThat(where(first)).isEqualTo(first.id());
    }

    @Test
    void commands_atOnce_runOneAfterTheOther() {
        List<Future<Void>> changes = List.of(
                first.nodeServices().stop(first.id(), SERVICE),
                first.nodeServices().start(first.id(), SERVICE),
                second.nodeServices().stop(first.id(), SERVICE),
                first.nodeServices().start(first.id(), SERVICE));

        get(Future.all(changes).mapEmpty());

        get(first.nodeServices().start(first.id(), SERVICE));
        assertThat(where(first)).isEqualTo(first.id());
    }

    @Test
    void commands_forUnknownServiceOrNode_failWithNotFound() {
        for (TestNode node : List.of(first, second)) {
            assertThat(failure(first.nodeServices().start(node.id(), "nothing")))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND))
                    .hasMessage("There is no service nothing");
            assertThat(failure(first.nodeServices().stop(node.id(), "nothing")).code())
                    .isEqualTo(FailureCode.NOT_FOUND);
        }
        assertThat(failure(first.nodeServices().stop("elsewhere", SERVICE)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND))
                .hasMessage("There is no node elsewhere");
    }

    /** A request of the load: notes a number, whose delivery is counted, and asks where the service runs. */
    private static void noteAndAsk(TestNode node, int number) {
        ApiResponse noted = node.uncheckedApi().post("/api/probe", "{\"number\":" + number + "}");
        assertThat(noted.status()).as("%s", noted.body()).isEqualTo(201);
        ApiResponse asked = node.uncheckedApi().get("/api/probe");
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(200);
    }

    private static List<String> nodesThatAnswer() {
        return Stream.of(first, second, first, second)
                .map(ServiceLifecycleTest::where)
                .distinct()
                .toList();
    }

    private static String where(TestNode node) {
        ApiResponse response = node.uncheckedApi().get("/api/probe");
        assertThat(response.status()).as("%s", response.body()).isEqualTo(200);
        return response.body().path("node").asText();
    }

    private static Failure failure(Future<Void> command) {
        return catchThrowableOfType(Failure.class, () -> get(command));
    }

    private static void get(Future<Void> command) {
        TestFutures.get(command, TIMEOUT);
    }
}
