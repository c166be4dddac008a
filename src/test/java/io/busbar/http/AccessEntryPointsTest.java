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
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.Tx;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.response.Reply;
import io.busbar.data.Database;
import io.busbar.testing.Roles;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each access rule gives the same answer at all three entry points: over HTTP, over the bridge of browsers, and on the bus. */
@UsesServers
class AccessEntryPointsTest {
    private static final Contract GATED = Contract.of("gated", "One operation of each access rule.");

    record Passed(boolean passed) {}

    static {
        declare("anyone", anyone());
        declare("publicShared", publicShared());
        declare("signedIn", signedIn());
        declare("admin", role(Role.ADMIN));
        declare("staff", role(Roles.PROFESSIONAL, Role.ADMIN));
        declare("noImpersonation", noImpersonation());
    }

    private static final UUID USER = UUID.randomUUID();

    /** Counts the calls that passed the check of HTTP or the bridge; it makes none itself. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static ServiceEntryPoints entryPoints;

    @SuppressWarnings("ImmutableEnumChecker") // callers are immutable records
    enum Caller {
        ANONYMOUS(ServiceEntryPoints.Caller.anonymous()),
        CUSTOMER(ServiceEntryPoints.Caller.user(Roles.CUSTOMER, USER)),
        PROFESSIONAL(ServiceEntryPoints.Caller.user(Roles.PROFESSIONAL, USER)),
        ADMINISTRATOR(ServiceEntryPoints.Caller.user(Role.ADMIN, USER)),
        IMPERSONATED(ServiceEntryPoints.Caller.impersonated(Roles.CUSTOMER, USER, UUID.randomUUID()));

        private final ServiceEntryPoints.Caller caller;

        Caller(ServiceEntryPoints.Caller caller) {
            this.caller = caller;
        }
    }

    private static void declare(String action, Access access) {
        GATED.get(action, "/gated/" + action)
                .summary("Pass the rule")
                .allow(access)
                .returns(Passed.class);
    }

    @BeforeAll
    static void open() {
        entryPoints = new ServiceEntryPoints(GATED, new CountingBus());
        OperationHandler<Empty, Passed> count = (request, call) -> {
            CALLS.incrementAndGet();
            return Future.succeededFuture(new Passed(true));
        };
        Database nowhere = new Database(entryPoints.vertx(), new PgConnectOptions());
        entryPoints.serve(count, new NoChanges(), new PermissionEvaluator(entryPoints.vertx(), nowhere));
    }

    @AfterAll
    static void close() {
        entryPoints.close();
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

        assertThat(entryPoints.results(rule, Empty.INSTANCE, caller.caller))
                .hasSize(3)
                .containsOnly(answer);

        assertThat(CALLS.get() - callsBefore).isEqualTo(answer.equals("allowed") ? 3 : 0);
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
