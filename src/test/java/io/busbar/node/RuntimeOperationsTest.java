package io.busbar.node;

import static io.busbar.node.HostService.HOST;
import static io.busbar.node.HostService.answering;
import static io.busbar.node.HostService.creating;
import static io.busbar.node.HostService.get;
import static io.busbar.node.HostService.reading;
import static io.busbar.node.HostService.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.bus.runtime.VersionedOperationSet;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.data.listing.Page;
import io.busbar.http.bridge.SocketClient;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.LockedTable;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operations that are declared, replaced and removed on two nodes: one runs the service that hosts them, the other only its frontend. */
@UsesServers
class RuntimeOperationsTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

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
    void put_withNewSet_isServedByEveryNodeAtEveryEntranceWithinASecond() {
        host.put(hosting, 0, answering("added", "/hosted/added/{id}", "here"));

        for (TestNode node : List.of(hosting, frontend)) {
            await().atMost(ONE_SECOND).until(() -> status(node, "/api/hosted/added/7") == 200);
            ApiResponse response = node.uncheckedApi().get("/api/v1/hosted/added/7");
            assertThat(response.body().path("text").asText()).isEqualTo("here");
            assertThat(response.body().at("/request/id").asText()).isEqualTo("7");
            assertThat(response.body().path("node").asText()).isEqualTo(hosting.id());
            assertThat(onBridge(node, "added", new JsonObject().put("id", "8"))
                            .getJsonObject("body")
                            .getString("text"))
                    .isEqualTo("here");
        }
        JsonNode called = (JsonNode)
                get(host.operations(hosting).call("host", "added", schema("{\"id\": \"9\"}"), HostService.system()));
        assertThat(called.at("/request/id").asText()).isEqualTo("9");
    }

    @Test
    void put_withEveryKindOfResponse_rendersItAsForOperationsOfTheCode() {
        host.put(
                hosting,
                0,
                new OperationSet(
                        "kinds",
                        HOST.service(),
                        List.of(
                                kind("list", "GET", RuntimeResponse.array(200, HostService.answerSchema())),
                                kind("page", "GET", RuntimeResponse.page(HostService.answerSchema())),
                                kind("clear", "DELETE", RuntimeResponse.none()))));

        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() -> status(node, "/api/hosted/kinds/list") == 200);
            assertThat(node.uncheckedApi().get("/api/hosted/kinds/list").body()).hasSize(2);
            ApiResponse page = node.uncheckedApi().get("/api/hosted/kinds/page");
            assertThat(page.body()).hasSize(1);
            assertThat(page.header("x-total-count")).isEqualTo("3");
            assertThat(page.header("link")).contains("cursor=next");
            assertThat(node.uncheckedApi().delete("/api/hosted/kinds/clear").status())
                    .isEqualTo(204);
            assertThat(onBridge(node, "page", null).getJsonObject("body").getJsonArray("items"))
                    .hasSize(1);
        }
        assertThat(get(host.operations(hosting).call("host", "page", schema("{}"), HostService.system())))
                .isInstanceOf(Page.class);
    }

    @Test
    void remove_ofSet_endsItOnEveryNodeWithinASecond() {
        long version = host.put(hosting, 0, answering("removed", "/hosted/removed", "here"));
        await().until(() -> status(frontend, "/api/hosted/removed") == 200);

        host.remove(hosting, "removed", version);

        for (TestNode node : List.of(hosting, frontend)) {
            await().atMost(ONE_SECOND).until(() -> status(node, "/api/hosted/removed") == 404);
            assertThat(onBridge(node, "removed", null).getJsonObject("message").getString("error"))
                    .isEqualTo("NOT_FOUND");
            assertThat(node.uncheckedApi()
                            .get("/openapi.json")
                            .body()
                            .path("paths")
                            .has("/hosted/removed"))
                    .isFalse();
        }
        assertThat(failure(() -> get(
                                host.operations(hosting).call("host", "removed", schema("{}"), HostService.system())))
                        .code())
                .isEqualTo(FailureCode.NOT_FOUND);
        assertThat(get(host.operations(hosting).find("removed"))).isEmpty();
    }

    @Test
    void put_withReadVersion_replacesOnlyThisVersion() {
        OperationSet first = answering("versioned", "/hosted/versioned", "first");
        OperationSet second = answering("versioned", "/hosted/versioned", "second");
        long version = host.put(hosting, 0, first);

        assertThat(failure(() -> host.put(hosting, 0, second)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT))
                .satisfies(failure -> assertThat(failure.details()).containsEntry("version", version));
        long replaced = host.put(hosting, version, second);
        assertThat(replaced).isGreaterThan(version);
        assertThat(failure(() -> host.remove(hosting, "versioned", version)).code())
                .isEqualTo(FailureCode.CONFLICT);
        assertThat(failure(() -> host.remove(hosting, "nothing", version)).code())
                .isEqualTo(FailureCode.NOT_FOUND);

        Optional<VersionedOperationSet> stored = get(host.operations(hosting).find("versioned"));
        assertThat(stored).contains(new VersionedOperationSet(second, replaced));
        await().until(() -> text(frontend, "/api/hosted/versioned").equals("second"));
    }

    @Test
    void put_withActionAndPathOfAnotherSet_namesBoth() {
        host.put(hosting, 0, answering("taken", "/hosted/taken/{id}", "mine"));
        RuntimeOperation sameAction = reading("taken", "/hosted/other/{id}", "", 200);
        RuntimeOperation samePath = reading("another", "/hosted/taken/{id}", "", 200);

        Failure refused = failure(
                () -> host.put(hosting, 0, new OperationSet("thief", HOST.service(), List.of(sameAction, samePath))));

        assertThat(refused.errors())
                .containsExactly(
                        new FieldError("/operations/0/action", "is already in the set taken"),
                        new FieldError("/operations/1/path", "is already in the set taken"));
        assertThat(hosting.count("bus.operation_set where name = 'thief'")).isZero();
        assertThat(hosting.count("bus.declared_operation where operation_set = 'thief'"))
                .isZero();
    }

    @Test
    void check_withInvalidSet_namesEveryFieldAndStoresNothing() {
        long revision = Long.parseLong(
                hosting.strings("select revision from bus.operation_revision").getFirst());

        Failure refused = failure(() -> host.put(
                hosting,
                0,
                new OperationSet("wrong", HOST.service(), List.of(reading("ping", "/elsewhere", "", 200)))));

        assertThat(refused.errors())
                .containsExactly(
                        new FieldError("/operations/0/action", "is reserved"),
                        new FieldError("/operations/0/path", "must begin with /hosted"));
        assertThat(hosting.strings("select revision from bus.operation_revision"))
                .containsExactly(Long.toString(revision));
    }

    @Test
    void request_outsideDeclaration_isRefusedFieldByField() {
        host.put(hosting, 0, new OperationSet("strict", HOST.service(), List.of(creating("strict", Access.anyone()))));

        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() ->
                    node.uncheckedApi().post("/api/hosted/strict", "{}").status() == 400);
            ApiResponse refused = node.uncheckedApi().post("/api/hosted/strict", "{\"size\": 11, \"colour\": \"red\"}");
            assertThat(refused.errors())
                    .containsExactlyInAnyOrder(
                            "/colour is not a known field", "/title is required", "/size must be at most 10");
            assertThat(node.uncheckedApi().get("/api/hosted/strict").status()).isEqualTo(405);
        }
        assertThat(failure(() -> get(host.operations(hosting)
                                .call("host", "strict", schema("{\"title\": 1}"), HostService.system())))
                        .errors())
                .containsExactly(new FieldError("/title", "must be text"));
    }

    @Test
    void request_withIdempotencyKey_takesEffectOnceAndIsAudited() {
        host.put(hosting, 0, new OperationSet("once", HOST.service(), List.of(creating("once", Access.signedIn()))));
        String token = hosting.token(UserRole.CUSTOMER);
        await().until(() ->
                frontend.uncheckedApi().post("/api/hosted/once", "{}").status() == 401);

        ApiResponse first = keyed(hosting, token, "once", "{\"title\": \"a\", \"size\": 1}");
        ApiResponse repeated = keyed(frontend, token, "once", "{\"size\": 1, \"title\": \"a\"}");

        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.header("idempotency-replayed")).isEqualTo("true");
        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(keyed(frontend, token, "once", "{\"title\": \"b\"}").status())
                .isEqualTo(422);
        assertThat(hosting.count("bus.audit where action = 'host.once'")).isEqualTo(1);
    }

    @Test
    void call_ofHandlerThatChangesItsRequest_leavesTheRequestOfTheCallerAsItWas() {
        host.put(hosting, 0, answering("copied", "/hosted/copied/{id}", "here"));
        ServiceContext context = host.context(hosting.id());
        OperationSetView view =
                new OperationSetView(Vertx.vertx(), context.database(), List.of(HOST), context.executors());
        get(view.start());
        Operation<ObjectNode, Object> copied =
                Objects.requireNonNull(view.snapshot().find("host.copied")).operation();
        ObjectNode request = schema("{\"id\": \"9\"}");

        JsonNode answer = (JsonNode) get(context.bus().call(copied, request, HostService.system()));

        assertThat(answer.at("/request/id").asText()).isEqualTo("9");
        assertThat(request).isEqualTo(schema("{\"id\": \"9\"}"));
    }

    @Test
    void request_underAccessRule_isCheckedAtEachEntrance() {
        host.put(
                hosting,
                0,
                new OperationSet("ruled", HOST.service(), List.of(creating("ruled", Access.role(Role.ADMIN)))));
        String body = "{\"title\": \"a\"}";
        JsonObject message = new JsonObject(body);
        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() ->
                    node.uncheckedApi().post("/api/hosted/ruled", body).status() == 401);
            assertThat(as(node, UserRole.CUSTOMER, body)).isEqualTo(403);
            assertThat(as(node, UserRole.ADMIN, body)).isEqualTo(201);
            assertThat(onBridge(node, "ruled", message).getJsonObject("message").getString("error"))
                    .isEqualTo("UNAUTHORIZED");
            assertThat(onBridge(node, "ruled", message, "Authorization", "Bearer " + node.token(UserRole.CUSTOMER))
                            .getJsonObject("message")
                            .getString("error"))
                    .isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void documents_describeRuntimeOperationsAndChangeTheirTag() {
        String before = frontend.uncheckedApi().get("/openapi.json").header("etag");

        host.put(
                hosting,
                0,
                new OperationSet("described", HOST.service(), List.of(creating("described", Access.anyone()))));
        await().until(() -> frontend.uncheckedApi()
                .get("/openapi.json")
                .body()
                .path("paths")
                .has("/hosted/described"));

        ApiResponse document = frontend.uncheckedApi().get("/openapi.json");
        assertThat(document.header("etag")).isNotEqualTo(before).isNotEmpty();
        JsonNode post = document.body().at("/paths/~1hosted~1described/post");
        assertThat(post.path("operationId").asText()).isEqualTo("host.described");
        JsonNode content = post.at("/requestBody/content/application~1json");
        assertThat(content.at("/schema/properties/size/maximum").asInt()).isEqualTo(10);
        assertThat(content.at("/schema/additionalProperties").asBoolean(true)).isFalse();
        assertThat(post.at("/responses/201/content/application~1json/schema/properties")
                        .has("text"))
                .isTrue();
        JsonNode events = frontend.uncheckedApi().get("/asyncapi.json").body();
        assertThat(events.path("operations").has("host.described")).isTrue();
    }

    @Test
    void metrics_haveOneNameForAllRuntimeOperations() {
        host.put(hosting, 0, answering("measured", "/hosted/measured", "here"));
        await().until(() -> status(hosting, "/api/hosted/measured") == 200);
        onBridge(hosting, "measured", null);

        String metrics = hosting.uncheckedApi()
                .withToken(hosting.token(UserRole.ADMIN))
                .get("/metrics")
                .bytes()
                .toString();

        assertThat(metrics).contains("operation=\"host.runtime\"").doesNotContain("host.measured");
    }

    @Test
    void node_thatStartsLater_servesWhatWasDeclaredBefore() {
        host.put(hosting, 0, answering("early", "/hosted/early", "here"));

        try (TestNode late = nodes.startFrontend()) {
            assertThat(text(late, "/api/hosted/early")).isEqualTo("here");
        }
    }

    @Test
    void request_whileDeclarationsCannotBeRead_waitsOrIsUnavailable() {
        host.put(hosting, 0, answering("locked", "/hosted/locked", "here"));
        await().until(() -> status(hosting, "/api/hosted/locked") == 200);

        try (LockedTable held = hosting.lockTable("bus.operation_revision")) {
            await().until(() -> status(hosting, "/api/hosted/locked") == 503);
            assertThat(held.waiting()).isPositive();
            assertThat(status(hosting, "/api/nothing")).isEqualTo(404);
            assertThat(status(hosting, "/api/hosted/of-code")).isEqualTo(204);
            assertThat(hosting.uncheckedApi().delete("/api/hosted/of-code").status())
                    .isEqualTo(405);
            ApiResponse unknown = hosting.uncheckedApi().get("/api/hosted/nothing");
            assertThat(unknown.status()).isEqualTo(503);
            assertThat(unknown.header("ratelimit"))
                    .as("charged before it waited")
                    .isNotEmpty();
            assertThat(onBridge(hosting, "locked", null)
                            .getJsonObject("message")
                            .getString("error"))
                    .isEqualTo("SERVICE_UNAVAILABLE");
        }

        await().until(() -> status(hosting, "/api/hosted/locked") == 200);
        assertThat(status(hosting, "/api/hosted/nothing")).isEqualTo(404);
    }

    private static RuntimeOperation kind(String action, String method, RuntimeResponse response) {
        return RuntimeOperation.of(
                action,
                method,
                "/hosted/kinds/" + action,
                "Return this kind",
                Access.anyone(),
                schema("{\"type\": \"object\", \"properties\": {}}"),
                response);
    }

    private static ApiResponse keyed(TestNode node, String token, String action, String body) {
        return node.uncheckedApi()
                .withToken(token)
                .with("Idempotency-Key", "the-key")
                .post("/api/hosted/" + action, body);
    }

    private static int as(TestNode node, UserRole role, String body) {
        return node.uncheckedApi()
                .withToken(node.token(role))
                .post("/api/hosted/ruled", body)
                .status();
    }

    private static int status(TestNode node, String path) {
        return node.uncheckedApi().get(path).status();
    }

    private static String text(TestNode node, String path) {
        return node.uncheckedApi().get(path).body().path("text").asText();
    }

    private static JsonObject onBridge(TestNode node, String action, @Nullable JsonObject body, String... headers) {
        try (SocketClient client = SocketClient.open(node.port())) {
            return client.ask("host", action, body, headers);
        }
    }

    private static Failure failure(Runnable action) {
        return catchThrowableOfType(Failure.class, action::run);
    }
}
