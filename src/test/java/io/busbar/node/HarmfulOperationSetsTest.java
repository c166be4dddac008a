package io.busbar.node;

import static io.busbar.node.HostService.HOST;
import static io.busbar.node.HostService.answering;
import static io.busbar.node.HostService.get;
import static io.busbar.node.HostService.reading;
import static io.busbar.node.HostService.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Access;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operation sets that do harm, by mistake or on purpose: they hinder no other set, no node and no request. */
@UsesServers
class HarmfulOperationSetsTest {
    private static HostingNodes nodes;
    private static HostService host;
    private static TestNode hosting;
    private static TestNode frontend;

    @BeforeAll
    static void start() {
        nodes = new HostingNodes();
        host = nodes.host;
        hosting = nodes.hosting;
        frontend = nodes.frontend;
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void request_withTextThatMakesPatternsBacktrack_isRefusedPromptly() {
        declareWithSchema("slowly", """
            {"type": "object", "properties": {"title": {"type": "string", "maxLength": 100, "pattern": "^(a+)+$"}}}""");

        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() ->
                    node.uncheckedApi().post("/api/hosted/slowly", "{}").status() == 201);
            long started = System.nanoTime();
            ApiResponse refused =
                    node.uncheckedApi().post("/api/hosted/slowly", "{\"title\": \"" + "a".repeat(40) + "b\"}");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(node.uncheckedApi()
                            .post("/api/hosted/slowly", "{\"title\": \"" + "a".repeat(40) + "\"}")
                            .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void request_forSchemaWithoutProperties_acceptsNoField() {
        declareWithSchema("bare", "{\"type\": \"object\"}");
        declareWithSchema("nested", """
            {"type": "object", "properties": {"inner": {"type": "object"}}}""");

        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() -> node.uncheckedApi().post("/api/hosted/bare", "").status() == 201);
            await().until(() -> node.uncheckedApi()
                            .post("/api/hosted/nested", "{\"inner\": {}}")
                            .status()
                    == 201);
            assertThat(node.uncheckedApi()
                            .post("/api/hosted/bare", "{\"any\": 1}")
                            .status())
                    .isEqualTo(400);
            assertThat(node.uncheckedApi()
                            .post("/api/hosted/nested", "{\"inner\": {\"any\": 1}}")
                            .errors())
                    .containsExactly("/inner/any is not a known field");
        }
    }

    @Test
    void set_withUnknownAccessRule_isNotServedAndHindersNoOther() {
        for (String access : List.of("{\"kind\": \"friends\"}", "{}", "{\"kind\": \"roles\", \"roles\": []}")) {
            long version = host.put(hosting, 0, answering("unreadable", "/hosted/unreadable", "here"));
            await().until(() -> status(frontend, "/api/hosted/unreadable") == 200);
            changeStored("unreadable", "access", access);
            host.put(hosting, 0, answering("readable", "/hosted/readable", "here"));

            for (TestNode node : List.of(hosting, frontend)) {
                await().until(() -> status(node, "/api/hosted/readable") == 200);
                assertThat(status(node, "/api/hosted/unreadable")).isEqualTo(404);
            }
            try (TestNode late = nodes.startFrontend()) {
                assertThat(status(late, "/api/hosted/readable")).isEqualTo(200);
                assertThat(status(late, "/api/hosted/unreadable")).isEqualTo(404);
            }
            assertThat(storedVersion("unreadable")).isGreaterThan(version);
            host.remove(hosting, "unreadable", storedVersion("unreadable"));
            host.remove(hosting, "readable", storedVersion("readable"));
        }
    }

    @Test
    void set_withSchemaThatDoesNotCompile_isUnavailableAndHindersNoOther() {
        host.put(hosting, 0, answering("broken", "/hosted/broken", "here"));
        await().until(() -> status(frontend, "/api/hosted/broken") == 200);
        changeStored("broken", "request", """
            {"type": "object", "properties": {"title": {"type": "string", "pattern": "(?=a)b"}}}""");
        host.put(hosting, 0, answering("whole", "/hosted/whole", "here"));

        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() -> status(node, "/api/hosted/whole") == 200);
            assertThat(status(node, "/api/hosted/broken")).isEqualTo(503);
        }
        try (TestNode late = nodes.startFrontend()) {
            assertThat(status(late, "/api/hosted/whole")).isEqualTo(200);
            assertThat(status(late, "/api/hosted/broken")).isEqualTo(503);
        }
    }

    @Test
    void request_whileAnotherSetIsCompiled_isServedAndThoseOfThatSetWait() {
        host.put(hosting, 0, answering("prompt", "/hosted/prompt", "here"));
        await().until(() -> status(hosting, "/api/hosted/prompt") == 200);
        CountDownLatch free = new CountDownLatch(1);
        Future<Boolean> busy = occupyCompiler(free);

        host.put(hosting, 0, answering("tardy", "/hosted/tardy", "here"));
        await().until(() ->
                hosting.uncheckedApi().get("/openapi.json").body().path("paths").has("/hosted/tardy"));
        List<CompletableFuture<Integer>> waiting = Stream.of(hosting, frontend)
                .map(node -> CompletableFuture.supplyAsync(() -> status(node, "/api/hosted/tardy")))
                .toList();
        long compiling = System.nanoTime();
        await().until(() -> {
            assertThat(status(hosting, "/api/hosted/prompt")).isEqualTo(200);
            assertThat(status(frontend, "/api/hosted/prompt")).isEqualTo(200);
            return System.nanoTime() - compiling > TimeUnit.SECONDS.toNanos(1);
        });
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        free.countDown();

        assertThat(waiting).extracting(CompletableFuture::join).containsOnly(200);
        get(busy);
    }

    @Test
    void call_whileItsOperationIsCompiled_continuesOnTheContextOfTheCaller() {
        CountDownLatch free = new CountDownLatch(1);
        Future<Boolean> busy = occupyCompiler(free);
        host.put(hosting, 0, answering("called", "/hosted/called", "here"));
        await().until(() ->
                hosting.uncheckedApi().get("/openapi.json").body().path("paths").has("/hosted/called"));
        Context caller = host.eventLoop(hosting);
        Promise<Context> continued = Promise.promise();

        caller.runOnContext(now -> host.operations(hosting)
                .call(HOST.service(), "called", schema("{}"), HostService.system())
                .onFailure(continued::fail)
                .onSuccess(response -> continued.complete(Vertx.currentContext())));
        get(Future.future(promise -> caller.runOnContext(now -> promise.complete())));
        assertThat(continued.future().isComplete()).isFalse();
        free.countDown();

        assertThat(get(continued.future())).isEqualTo(caller);
        get(busy);
    }

    @Test
    void set_thatCollidesWithTheCode_isServedWithoutTheCollidingOperations() {
        host.put(
                hosting,
                0,
                new OperationSet(
                        "older",
                        HOST.service(),
                        List.of(
                                reading("beside", "/hosted/beside", "declared", 200),
                                reading("sameName", "/hosted/same-name", "declared", 200),
                                reading("samePath", "/hosted/same-path", "declared", 200))));
        await().until(() -> status(frontend, "/api/hosted/same-path") == 200);

        hosting.execute("""
            update bus.operation_revision set revision = revision + 1;
            update bus.operation_set set version = revision, declaration = replace(replace(declaration::text,
                '"sameName"', '"ofCode"'), '/hosted/same-path', '/hosted/of-code')::json
              from bus.operation_revision where name = 'older'""");

        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() -> status(node, "/api/hosted/same-path") == 404);
            assertThat(status(node, "/api/hosted/same-name")).isEqualTo(404);
            assertThat(text(node, "/api/hosted/beside")).isEqualTo("declared");
            assertThat(status(node, "/api/hosted/of-code")).isEqualTo(204);
        }
    }

    @Test
    void put_withSetThatWasNotChecked_isRefused() {
        OperationSet wrong = new OperationSet("unchecked", HOST.service(), List.of(reading("ping", "/x", "", 200)));

        Throwable refused = catchThrowable(() -> get(host.context(hosting.id())
                .changes()
                .change(
                        HostService.system(),
                        "host.declare",
                        tx -> host.operations(hosting).put(tx, () -> wrong, 0))));

        assertThat(refused).hasMessage("The operation set was not checked");
        assertThat(hosting.count("bus.operation_set where name = 'unchecked'")).isZero();
    }

    /** Keeps the hosting node from compiling until the latch is released. */
    private static Future<Boolean> occupyCompiler(CountDownLatch free) {
        return host.context(hosting.id())
                .executors()
                .get("operation-set-compiler", new ExecutorLimits(1, 1, "busy", Duration.ofSeconds(1)))
                .runOnWorker(Instant.MAX, () -> free.await(1, TimeUnit.MINUTES));
    }

    private static void declareWithSchema(String action, String schema) {
        RuntimeOperation operation = RuntimeOperation.of(
                action,
                "POST",
                "/hosted/" + action,
                "Create",
                Access.anyone(),
                schema(schema),
                RuntimeResponse.object(201, HostService.answerSchema()));
        host.put(hosting, 0, new OperationSet(action, HOST.service(), List.of(operation)));
    }

    /** Changes a field of the only operation of a stored set, as another version of the code would. */
    private static void changeStored(String set, String field, String json) {
        hosting.execute("""
            update bus.operation_revision set revision = revision + 1;
            update bus.operation_set
              set version = revision, declaration = jsonb_set(declaration::jsonb, '{operations,0,%s}', '%s')::json
              from bus.operation_revision where name = '%s'""".formatted(field, json, set));
    }

    private static long storedVersion(String set) {
        return Long.parseLong(hosting.strings("select version from bus.operation_set where name = '" + set + "'")
                .getFirst());
    }

    private static int status(TestNode node, String path) {
        return node.uncheckedApi().get(path).status();
    }

    private static String text(TestNode node, String path) {
        return node.uncheckedApi().get(path).body().path("text").asText();
    }
}
