package io.busbar.http;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Access;
import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.Tx;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.data.Database;
import io.busbar.http.bridge.SocketClient;
import io.busbar.testing.Roles;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each access rule gives the same answer at all three entrances: over HTTP, over the bridge of browsers, and on the bus. */
@UsesServers
class AccessEntrancesTest {
    private static final Contract GATED = Contract.of("gated", "One operation of each access rule.");

    record Passed(boolean passed) {}

    private static final Map<String, Operation<Empty, Passed>> OPERATIONS = Map.of(
            "anyone", operation("anyone", anyone()),
            "publicShared", operation("publicShared", publicShared()),
            "signedIn", operation("signedIn", signedIn()),
            "admin", operation("admin", role(Role.ADMIN)),
            "staff", operation("staff", role(Roles.PROFESSIONAL, Role.ADMIN)),
            "noImpersonation", operation("noImpersonation", noImpersonation()));

    private static final UUID USER = UUID.randomUUID();
    private static final UUID ADMIN = UUID.randomUUID();

    /** Counts the calls that passed the check of HTTP or the bridge; it makes none itself. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static TestFrontend frontend;
    private static RpcNode rpc;

    /** A caller with its token and its principal on the bus. */
    @SuppressWarnings("ImmutableEnumChecker") // principals are immutable records
    enum Caller {
        ANONYMOUS("", new RequestContext.AnonymousPrincipal()),
        CUSTOMER("good.customer." + USER, new RequestContext.UserPrincipal(USER, Roles.CUSTOMER, "s")),
        PROFESSIONAL("good.professional." + USER, new RequestContext.UserPrincipal(USER, Roles.PROFESSIONAL, "s")),
        ADMINISTRATOR("good.admin." + USER, new RequestContext.UserPrincipal(USER, Role.ADMIN, "s")),
        IMPERSONATED(
                "good.customer." + USER + ".by." + ADMIN,
                new RequestContext.UserPrincipal(USER, Roles.CUSTOMER, "s", ADMIN));

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

    private static Operation<Empty, Passed> operation(String action, Access access) {
        return GATED.get(action, "/gated/" + action)
                .summary("Pass the rule")
                .allow(access)
                .returns(Passed.class);
    }

    @BeforeAll
    static void open() {
        frontend = new TestFrontend(TestFrontend.FrontendOptions.defaults(), GATED, new CountingBus());
        rpc = RpcNode.open(frontend.vertx, "gated-node", RpcSettings.defaults(), new SimpleMeterRegistry())
                .await();
        OperationHandler<Empty, Passed> count = (request, call) -> {
            CALLS.incrementAndGet();
            return Future.succeededFuture(new Passed(true));
        };
        Map<String, OperationHandler<?, ?>> handlers = OPERATIONS.keySet().stream()
                .collect(Collectors.toMap(action -> GATED.service() + "." + action, action -> count));
        Database nowhere = new Database(frontend.vertx, new PgConnectOptions());
        rpc.serviceHost()
                .register(GATED, handlers, null, new NoChanges(), new PermissionEvaluator(frontend.vertx, nowhere));
        rpc.addService(GATED);
    }

    @AfterAll
    static void close() {
        rpc.close().await();
        frontend.close();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            anyone          | ANONYMOUS     | allowed
            anyone          | CUSTOMER      | allowed
            anyone          | IMPERSONATED  | allowed
            publicShared    | ANONYMOUS     | allowed
            publicShared    | IMPERSONATED  | allowed
            signedIn        | ANONYMOUS     | UNAUTHORIZED
            signedIn        | CUSTOMER      | allowed
            signedIn        | IMPERSONATED  | allowed
            admin           | ANONYMOUS     | UNAUTHORIZED
            admin           | CUSTOMER      | FORBIDDEN
            admin           | PROFESSIONAL  | FORBIDDEN
            admin           | ADMINISTRATOR | allowed
            admin           | IMPERSONATED  | FORBIDDEN
            staff           | ANONYMOUS     | UNAUTHORIZED
            staff           | CUSTOMER      | FORBIDDEN
            staff           | PROFESSIONAL  | allowed
            staff           | ADMINISTRATOR | allowed
            noImpersonation | ANONYMOUS     | UNAUTHORIZED
            noImpersonation | CUSTOMER      | allowed
            noImpersonation | ADMINISTRATOR | allowed
            noImpersonation | IMPERSONATED  | FORBIDDEN
            """)
    void call_underAccessRule_getsSameAnswerAtEachEntrance(String rule, Caller caller, String answer) {
        int callsBefore = CALLS.get();

        assertThat(overHttp(rule, caller)).isEqualTo(answer);
        assertThat(overBridge(rule, caller)).isEqualTo(answer);
        assertThat(onBus(rule, caller)).isEqualTo(answer);

        assertThat(CALLS.get() - callsBefore).isEqualTo(answer.equals("allowed") ? 3 : 0);
    }

    private static String overHttp(String action, Caller caller) {
        HttpResponse<String> response = frontend.get("/api/gated/" + action, caller.headers());
        return response.statusCode() == 200 ? "allowed" : new JsonObject(response.body()).getString("error");
    }

    private static String overBridge(String action, Caller caller) {
        try (SocketClient client = SocketClient.open(frontend.port())) {
            JsonObject reply = client.ask("gated", action, null, caller.headers());
            return reply.getString("type").equals("rec")
                    ? "allowed"
                    : reply.getJsonObject("message").getString("error");
        }
    }

    private static String onBus(String action, Caller caller) {
        RequestContext system = RequestContext.system("test", Duration.ofSeconds(20));
        RequestContext requestContext = new RequestContext(
                caller.principal, system.requestId(), system.traceparent(), system.deadline(), null, null);
        try {
            rpc.bus()
                    .call(Objects.requireNonNull(OPERATIONS.get(action)), Empty.INSTANCE, requestContext)
                    .await();
            return "allowed";
        } catch (Failure failure) {
            return failure.code().name();
        }
    }

    /** Answers every call without a check. */
    private static final class CountingBus implements Bus {
        @Override
        @SuppressWarnings("unchecked") // every operation of the contract returns it
        public <I, O> Future<Reply<O>> callForReply(
                Operation<I, O> operation, I request, RequestContext requestContext) {
            CALLS.incrementAndGet();
            return Future.succeededFuture(new Reply<>((O) new Passed(true), false));
        }
    }

    private static final class NoChanges implements Changes {
        @Override
        public <T> Future<T> change(RequestContext requestContext, String action, Function<Tx, Future<T>> work) {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public <T> Future<Reply<T>> changeOnce(
                RequestContext requestContext, Operation<?, T> operation, Function<Tx, Future<T>> work) {
            return Future.failedFuture(new UnsupportedOperationException());
        }
    }
}
