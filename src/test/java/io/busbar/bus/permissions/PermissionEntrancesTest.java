package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.POSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.permissions.DocumentOperations.DocumentRead;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestFrontend.FrontendOptions;
import io.busbar.http.bridge.SocketClient;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each decision about an object is the same at all three entrances: over HTTP, over the bridge of browsers, and on the bus. */
@UsesServers
class PermissionEntrancesTest {
    private static final UUID OWNER = UUID.randomUUID();
    private static final UUID GRANTEE = UUID.randomUUID();
    private static final UUID DENIED = UUID.randomUUID();
    private static final UUID STRANGER = UUID.randomUUID();
    private static final UUID ADMIN = UUID.randomUUID();

    private static final AtomicReference<Bus> BUS = new AtomicReference<>();
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static TestFrontend frontend;
    private static PermissionTestNode node;
    private static RpcNode rpc;
    private static UUID document;
    private static UUID poster;

    /** A caller with its token and its principal on the bus. */
    @SuppressWarnings("ImmutableEnumChecker") // principals are immutable records
    enum Caller {
        ANONYMOUS("", new AnonymousPrincipal()),
        ADMINISTRATOR("good.admin." + ADMIN, new UserPrincipal(ADMIN, Role.ADMIN, "s")),
        THE_OWNER("good.customer." + OWNER, new UserPrincipal(OWNER, UserRole.CUSTOMER.role(), "s")),
        IMPERSONATED_OWNER(
                "good.customer." + OWNER + ".by." + ADMIN,
                new UserPrincipal(OWNER, UserRole.CUSTOMER.role(), "s", ADMIN)),
        WITH_SHARE("good.customer." + GRANTEE, new UserPrincipal(GRANTEE, UserRole.CUSTOMER.role(), "s")),
        WITH_SHARE_AND_DENIAL("good.customer." + DENIED, new UserPrincipal(DENIED, UserRole.CUSTOMER.role(), "s")),
        UNRELATED("good.professional." + STRANGER, new UserPrincipal(STRANGER, UserRole.PROFESSIONAL.role(), "s"));

        private final String token;
        private final Principal principal;

        Caller(String token, Principal principal) {
            this.token = token;
            this.principal = principal;
        }

        String[] headers() {
            return token.isEmpty() ? new String[0] : new String[] {"Authorization", "Bearer " + token};
        }
    }

    /** Calls the services of the node, which starts after the frontend. */
    private static final class LateBus implements Bus {
        @Override
        public <I, O> Future<Reply<O>> callForReply(
                Operation<I, O> operation, I request, RequestContext requestContext) {
            return Objects.requireNonNull(BUS.get()).callForReply(operation, request, requestContext);
        }
    }

    @BeforeAll
    static void open() {
        frontend = new TestFrontend(FrontendOptions.defaults(), DOCUMENTS, new LateBus());
        node = new PermissionTestNode(frontend.vertx, TestServers.freshDatabase(), List.of(new TestTeams()), List.of());
        PermissionTestNode.get(node.permissions.start());
        node.createTables();
        rpc = RpcNode.open(frontend.vertx, "documents-node", RpcSettings.defaults(), new SimpleMeterRegistry())
                .await();
        OperationHandler<Id, DocumentRead> read = (request, call) -> {
            CALLS.incrementAndGet();
            return Future.succeededFuture(new DocumentRead(request.id(), "here"));
        };
        Map<String, OperationHandler<?, ?>> handlers =
                DOCUMENTS.operations().stream().collect(Collectors.toMap(Operation::name, operation -> read));
        rpc.serviceHost().register(DOCUMENTS, handlers, null, node.outbox.changes(), node.permissions);
        rpc.addService(DOCUMENTS);
        BUS.set(rpc.bus());
        document = node.document(OWNER);
        poster = node.document(OWNER);
        List.of(DOCUMENT.of(document), POSTER.of(poster))
                .forEach(resource -> List.of(GRANTEE, DENIED)
                        .forEach(user -> node.change(tx -> tx.permissions().share(new Share(resource, user)))));
        node.change(tx -> tx.permissions().deny(Denial.of(DENIED, DOCUMENT.of(document))));
    }

    @AfterAll
    static void close() {
        rpc.close().await();
        PermissionTestNode.get(node.database.close());
        frontend.close();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            read        | ANONYMOUS             | UNAUTHORIZED
            read        | ADMINISTRATOR         | allowed
            read        | THE_OWNER             | allowed
            read        | IMPERSONATED_OWNER    | allowed
            read        | WITH_SHARE            | allowed
            read        | WITH_SHARE_AND_DENIAL | NOT_FOUND
            read        | UNRELATED             | NOT_FOUND
            sign        | ANONYMOUS             | UNAUTHORIZED
            sign        | ADMINISTRATOR         | NOT_FOUND
            sign        | THE_OWNER             | allowed
            sign        | IMPERSONATED_OWNER    | FORBIDDEN
            sign        | WITH_SHARE            | NOT_FOUND
            readPoster  | ANONYMOUS             | UNAUTHORIZED
            readPoster  | ADMINISTRATOR         | FORBIDDEN
            readPoster  | THE_OWNER             | allowed
            readPoster  | WITH_SHARE            | allowed
            readPoster  | WITH_SHARE_AND_DENIAL | allowed
            readPoster  | UNRELATED             | FORBIDDEN
            framePoster | UNRELATED             | allowed
            find        | UNRELATED             | allowed
            """)
    void call_aboutAnObject_getsSameAnswerAtEachEntrance(String action, Caller caller, String answer) {
        Operation<?, ?> operation = DOCUMENTS.operations().stream()
                .filter(candidate -> candidate.action().equals(action))
                .findFirst()
                .orElseThrow();
        UUID id = action.endsWith("Poster") ? poster : document;
        int callsBefore = CALLS.get();

        assertThat(overHttp(operation, id, caller)).isEqualTo(answer);
        assertThat(overBridge(operation, id, caller)).isEqualTo(answer);
        assertThat(onBus(operation, id, caller)).isEqualTo(answer);

        assertThat(CALLS.get() - callsBefore).isEqualTo(answer.equals("allowed") ? 3 : 0);
    }

    private static String overHttp(Operation<?, ?> operation, UUID id, Caller caller) {
        HttpResponse<String> response =
                frontend.get("/api" + operation.path().replace("{id}", id.toString()), caller.headers());
        return response.statusCode() == 200 ? "allowed" : new JsonObject(response.body()).getString("error");
    }

    private static String overBridge(Operation<?, ?> operation, UUID id, Caller caller) {
        try (SocketClient client = SocketClient.open(frontend.port())) {
            JsonObject reply = client.ask(
                    "documents", operation.action(), new JsonObject().put("id", id.toString()), caller.headers());
            return reply.getString("type").equals("rec")
                    ? "allowed"
                    : reply.getJsonObject("message").getString("error");
        }
    }

    @SuppressWarnings("unchecked") // every operation of the contract takes an ID
    private static String onBus(Operation<?, ?> operation, UUID id, Caller caller) {
        try {
            rpc.bus()
                    .call(
                            (Operation<Id, DocumentRead>) operation,
                            new Id(id),
                            PermissionTestNode.contextOf(caller.principal))
                    .await();
            return "allowed";
        } catch (Failure failure) {
            return failure.code().name();
        }
    }
}
