package io.busbar.http;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.json.Json;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.http.TestFrontend.FrontendOptions;
import io.busbar.http.bridge.SocketClient;
import io.busbar.testing.DatabaseNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The three entry points to the operations of one service: HTTP, the bridge of browsers, and the bus. */
public final class ServiceEntryPoints implements AutoCloseable {
    private final Contract contract;
    private final AtomicReference<Bus> bus = new AtomicReference<>();
    private final TestFrontend frontend;
    private final RpcNode rpc;

    /** A caller with its token and its principal on the bus. */
    public record Caller(String token, Principal principal) {
        public static Caller anonymous() {
            return new Caller("", new AnonymousPrincipal());
        }

        public static Caller user(Role role, UUID id) {
            return new Caller("good." + role.name() + "." + id, new UserPrincipal(id, role, "s"));
        }

        public static Caller impersonated(Role role, UUID id, UUID admin) {
            return new Caller(
                    "good." + role.name() + "." + id + ".by." + admin, new UserPrincipal(id, role, "s", admin));
        }

        private String[] headers() {
            return token.isEmpty() ? new String[0] : new String[] {"Authorization", "Bearer " + token};
        }
    }

    /** Calls the services of the node, which starts after the frontend. */
    private final class LateBus implements Bus {
        @Override
        public <I, O> Future<Reply<O>> callForReply(
                Operation<I, O> operation, I request, RequestContext requestContext) {
            return Objects.requireNonNull(bus.get()).callForReply(operation, request, requestContext);
        }
    }

    /**
     * Opens the entry points to a service that does not run yet.
     *
     * @param frontendBus gets the calls of HTTP and the bridge instead of the service
     */
    public ServiceEntryPoints(Contract contract, @Nullable Bus frontendBus) {
        this.contract = contract;
        frontend = new TestFrontend(
                FrontendOptions.defaults(), contract, frontendBus == null ? new LateBus() : frontendBus);
        rpc = RpcNode.open(frontend.vertx, contract.service(), RpcSettings.defaults(), new SimpleMeterRegistry())
                .await();
        bus.set(rpc.bus());
    }

    public Vertx vertx() {
        return frontend.vertx;
    }

    /** Runs the service, which handles all its operations in one way. */
    public void serve(OperationHandler<?, ?> handler, Changes changes, PermissionEvaluator permissions) {
        Map<String, OperationHandler<?, ?>> handlers =
                contract.operations().stream().collect(Collectors.toMap(Operation::name, operation -> handler));
        rpc.serviceHost().register(contract, handlers, null, changes, permissions);
        rpc.addService(contract);
    }

    /** Returns the results of HTTP, the bridge and the bus to a GET: {@code allowed}, or a failure code. */
    public List<String> results(String action, Record request, Caller caller) {
        Operation<?, ?> operation = contract.operations().stream()
                .filter(candidate -> candidate.action().equals(action))
                .findFirst()
                .orElseThrow();
        JsonObject fields = Json.object(request);
        return List.of(
                overHttp(operation, fields, caller),
                overBridge(operation, fields, caller),
                onBus(operation, request, caller));
    }

    private String overHttp(Operation<?, ?> operation, JsonObject fields, Caller caller) {
        String path = operation.path().replace("{id}", fields.getString("id", ""));
        HttpResponse<String> response = frontend.get("/api" + path, caller.headers());
        return response.statusCode() == 200 ? "allowed" : new JsonObject(response.body()).getString("error");
    }

    private String overBridge(Operation<?, ?> operation, JsonObject fields, Caller caller) {
        try (SocketClient client = SocketClient.open(frontend.port())) {
            JsonObject reply = client.ask(contract.service(), operation.action(), fields, caller.headers());
            return reply.getString("type").equals("rec")
                    ? "allowed"
                    : reply.getJsonObject("message").getString("error");
        }
    }

    @SuppressWarnings("unchecked") // the test gives the operation a request of its type
    private String onBus(Operation<?, ?> operation, Record request, Caller caller) {
        RequestContext system = DatabaseNode.caller();
        RequestContext requestContext = new RequestContext(
                caller.principal, system.requestId(), system.traceparent(), system.deadline(), null, null);
        try {
            rpc.bus()
                    .call((Operation<Record, ?>) operation, request, requestContext)
                    .await();
            return "allowed";
        } catch (Failure failure) {
            return failure.code().name();
        }
    }

    @Override
    public void close() {
        rpc.close().await();
        frontend.close();
    }
}
