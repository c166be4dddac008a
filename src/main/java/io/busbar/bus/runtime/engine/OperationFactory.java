package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Response;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.bus.runtime.VersionedOperation;
import io.busbar.bus.runtime.VersionedOperationSet;
import io.vertx.core.http.HttpMethod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns the declarations of a set into what the rest of the kernel works with. */
final class OperationFactory {
    private OperationFactory() {}

    /**
     * Returns the operations of a set, which are not compiled yet.
     *
     * @throws RuntimeException if a schema does not fit its operation
     */
    static List<SnapshotOperation> operations(VersionedOperationSet stored) {
        return stored.set().operations().stream()
                .map(declaration -> new VersionedOperation(stored.set().name(), stored.version(), declaration))
                .map(runtime -> operation(stored.set().service(), runtime))
                .toList();
    }

    /** Returns one operation of a service. */
    static SnapshotOperation operation(String service, VersionedOperation runtime) {
        Operation<ObjectNode, Object> operation = asOperation(service, runtime);
        return new SnapshotOperation(
                runtime,
                operation,
                RequestReader.of(operation, runtime.declaration().request()));
    }

    private static Operation<ObjectNode, Object> asOperation(String service, VersionedOperation runtime) {
        RuntimeOperation declaration = runtime.declaration();
        HttpMethod method = HttpMethod.valueOf(declaration.method());
        int status = declaration.response().status();
        boolean isPost = method.equals(HttpMethod.POST);
        return new Operation<>(
                service,
                declaration.action(),
                method,
                declaration.path(),
                List.of(),
                declaration.summary(),
                declaration.description(),
                declaration.access(),
                service + "." + declaration.action(),
                null,
                hasBody(declaration) ? new RequestBody.JsonObjectBody() : new RequestBody.NoBody(),
                ObjectNode.class,
                response(declaration.response()),
                Set.of(FailureCode.FORBIDDEN, FailureCode.NOT_FOUND, FailureCode.CONFLICT),
                declaration.tier(),
                declaration.timeout(),
                declaration.maxRequestBytes(),
                declaration.maxResponseBytes(),
                declaration.idempotent() || !isPost,
                false,
                isPost && (status == 201 || status == 202),
                runtime);
    }

    private static boolean hasBody(RuntimeOperation declaration) {
        Set<String> fields = new HashSet<>();
        declaration.request().path("properties").fieldNames().forEachRemaining(fields::add);
        Operation.pathParameters(declaration.path()).forEach(fields::remove);
        return !fields.isEmpty() && Set.of("POST", "PUT").contains(declaration.method());
    }

    private static Response response(RuntimeResponse response) {
        return switch (response.kind()) {
            case OBJECT -> new Response.JsonResult(ObjectNode.class, response.status());
            case ARRAY -> new Response.JsonArrayResult(JsonNode.class, response.status());
            case PAGE -> new Response.PageResult(JsonNode.class, List.of());
            case NONE -> new Response.NoContentResult();
        };
    }
}
