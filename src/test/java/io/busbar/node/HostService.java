package io.busbar.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Call;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeOperations;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.bus.runtime.VersionedOperation;
import io.busbar.data.listing.Page;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A service that hosts operations which tests declare. An operation answers with its description, so a response shows its declaration. */
final class HostService {
    static final Contract HOST = Contract.of("host", "Hosts operations of tests.")
            .hostsOperations("/hosted")
            .holdsNoPersonalData();

    static final Operation<Empty, Empty> OF_CODE = HOST.get("ofCode", "/hosted/of-code")
            .summary("Do nothing")
            .allow(Access.anyone())
            .returnsEmpty();

    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Map<String, ServiceContext> contexts = new ConcurrentHashMap<>();
    private final Map<String, Context> eventLoops = new ConcurrentHashMap<>();

    AddedService added() {
        return new AddedService(HOST, HostVerticle::new);
    }

    /** Returns the runtime operations as the service sees them on this node. */
    RuntimeOperations operations(TestNode node) {
        return context(node.id()).cluster().runtimeOperations();
    }

    /** Returns the context on which the handlers of the service run on this node. */
    Context eventLoop(TestNode node) {
        return Objects.requireNonNull(eventLoops.get(node.id()), node.id());
    }

    ServiceContext context(String nodeId) {
        return Objects.requireNonNull(contexts.get(nodeId), nodeId);
    }

    /** Stores a set and returns its version. */
    long put(TestNode node, long readVersion, OperationSet set) {
        return get(begin(context(node.id()), readVersion, set));
    }

    static Future<Long> begin(ServiceContext context, long readVersion, OperationSet set) {
        RuntimeOperations operations = context.cluster().runtimeOperations();
        return operations
                .check(set)
                .compose(checked -> context.changes()
                        .change(system(), "host.declare", tx -> operations.put(tx, checked, readVersion)));
    }

    void remove(TestNode node, String name, long readVersion) {
        RuntimeOperations operations = operations(node);
        get(context(node.id())
                .changes()
                .change(
                        system(),
                        "host.remove",
                        tx -> operations.remove(tx, name, readVersion).map("removed")));
    }

    static RequestContext system() {
        return RequestContext.system("test", TIMEOUT);
    }

    static <T> T get(Future<T> future) {
        return TestFutures.get(future, TIMEOUT);
    }

    /** A set of one GET that answers with this text. */
    static OperationSet answering(String name, String path, String text) {
        return new OperationSet(name, HOST.service(), List.of(reading(name, path, text, 200)));
    }

    /** Returns an operation that creates something with a title and a size. */
    static RuntimeOperation creating(String action, Access access) {
        return RuntimeOperation.of(
                action,
                "POST",
                "/hosted/" + action,
                "Create",
                access,
                schema("""
                    {"type": "object",
                     "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 20},
                                    "size": {"type": "integer", "maximum": 10}},
                     "required": ["title"]}"""),
                RuntimeResponse.object(201, answerSchema()));
    }

    /** A GET without parameters besides those of the path {@code /hosted/…/{id}}. */
    static RuntimeOperation reading(String action, String path, String text, int status) {
        return described(
                RuntimeOperation.of(
                        action,
                        "GET",
                        path,
                        "Read",
                        Access.anyone(),
                        path.contains("{id}") ? schema("""
                            {"type": "object", "properties": {"id": {"type": "string", "maxLength": 50}}, "required": ["id"]}""") : schema("""
                            {"type": "object", "properties": {}}"""),
                        RuntimeResponse.object(status, answerSchema())),
                text);
    }

    static RuntimeOperation described(RuntimeOperation operation, String text) {
        return new RuntimeOperation(
                operation.action(),
                operation.method(),
                operation.path(),
                operation.summary(),
                text,
                operation.access(),
                operation.request(),
                operation.response(),
                operation.tier(),
                operation.timeout(),
                operation.maxRequestBytes(),
                operation.maxResponseBytes(),
                operation.idempotent());
    }

    static ObjectNode answerSchema() {
        return schema("""
            {"type": "object", "properties": {"text": {"type": "string"}, "node": {"type": "string"}}, "required": ["text"]}""");
    }

    static ObjectNode schema(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class HostVerticle extends ServiceVerticle {
        private final String node;

        HostVerticle(ServiceContext serviceContext) {
            super(HOST, serviceContext);
            this.node = serviceContext.cluster().nodeId();
            contexts.put(node, serviceContext);
        }

        @Override
        protected void configure() {
            eventLoops.put(node, context);
            on(OF_CODE, (request, call) -> Future.succeededFuture(Empty.INSTANCE));
            hostOperations(this::run);
        }

        private Future<Object> run(VersionedOperation operation, ObjectNode request, Call<Object> call) {
            JsonNode answer = answer(operation, request);
            return switch (operation.declaration().response().kind()) {
                case OBJECT ->
                    operation.declaration().method().equals("POST")
                            ? call.change(tx -> Future.succeededFuture(answer))
                            : Future.succeededFuture(answer);
                case ARRAY -> Future.succeededFuture(new ListResult<>(List.of(answer, answer)));
                case PAGE -> Future.succeededFuture(new Page<>(List.of(answer), "next", 3L));
                case NONE -> Future.succeededFuture(Empty.INSTANCE);
            };
        }

        /** Returns the request in the answer, and empties the handler's own. */
        private ObjectNode answer(VersionedOperation operation, ObjectNode request) {
            ObjectNode answer = Json.mapper()
                    .createObjectNode()
                    .put("text", operation.declaration().description())
                    .put("node", node)
                    .set("request", request.deepCopy());
            request.removeAll();
            return answer;
        }
    }
}
