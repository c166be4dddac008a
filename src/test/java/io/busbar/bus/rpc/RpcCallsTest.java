package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.ADMINISTER;
import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;
import static io.busbar.bus.rpc.EchoOperations.WRITE;
import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.bus.TraceContext;
import io.busbar.bus.builtin.PingOperation;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.busbar.testing.Roles;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls between two nodes and within one. */
@UsesServers
class RpcCallsTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static RpcTestNode server;
    private static RpcTestNode caller;

    @BeforeAll
    static void open() {
        server = RpcTestNode.server(CLUSTER, RpcSettings.defaults());
        caller = RpcTestNode.caller(CLUSTER, RpcSettings.defaults());
        eventually().until(() -> !caller.rpc.directory().availableNodes("echo").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void resetBehavior() {
        server.echoVerticle.reset();
    }

    @Test
    void call_fromOtherNode_isAnsweredByNodeRunningTheService() {
        assertThat(caller.call(READ, new EchoRequest("äöü \uD83C\uDF08", 7)).await())
                .isEqualTo(new EchoResponse("äöü \uD83C\uDF08", server.id));
    }

    @Test
    void requestContext_sentToOtherNode_keepsCallerAndDeadlineWithNewSpan() {
        RequestContext sent = user(Roles.CUSTOMER);

        caller.rpc.bus().call(READ, new EchoRequest("", null), sent).await();

        RequestContext seen = server.echoVerticle.onlyCall().requestContext();
        assertThat(seen.principal()).isEqualTo(sent.principal());
        assertThat(seen.requestId()).isEqualTo(sent.requestId());
        assertThat(seen.ip()).isEqualTo("192.0.2.7");
        assertThat(seen.deadline()).isBetween(Instant.now(), Instant.now().plus(READ.timeout()));
        assertThat(seen.traceparent().substring(0, 36))
                .isEqualTo(sent.traceparent().substring(0, 36));
        assertThat(seen.traceparent()).isNotEqualTo(sent.traceparent());
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void failure_fromHandler_reachesCallerUnchanged(From from) {
        Failure thrown = new Failure(
                FailureCode.CONFLICT,
                "Taken",
                Map.of("rows", List.of(3, 4)),
                List.of(new FieldError("/title", "is taken")),
                Duration.ofSeconds(3));
        server.echoVerticle.setBehavior((echoRequest, call) -> {
            throw thrown;
        });

        Failure seen = failure(from.call(READ, new EchoRequest("", null)));

        assertThat(seen).usingRecursiveComparison().isEqualTo(thrown);
        assertThat(seen.message()).isEqualTo("Taken");
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void exception_fromHandler_becomesInternalErrorWithoutItsText(From from) {
        server.echoVerticle.setBehavior(
                (echoRequest, call) -> Future.failedFuture(new IllegalStateException("select secret")));

        Failure seen = failure(from.call(READ, new EchoRequest("", null)));

        assertThat(seen.code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
        assertThat(seen.message()).doesNotContain("secret");
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    @SuppressWarnings("NullAway") // a handler that breaks its promise
    void call_toHandlerReturningNull_failsWithInternalError(From from) {
        server.echoVerticle.setBehavior((echoRequest, call) -> null);

        assertThat(failure(from.call(READ, new EchoRequest("", null))).code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void call_withoutRequiredRole_isRefusedAtTheService(From from) {
        EchoRequest echoRequest = new EchoRequest("", null);

        assertThat(failure(from.call(ADMINISTER, echoRequest, user(Roles.CUSTOMER)))
                        .code())
                .isEqualTo(FailureCode.FORBIDDEN);
        assertThat(failure(from.call(ADMINISTER, echoRequest, anonymous())).code())
                .isEqualTo(FailureCode.UNAUTHORIZED);
        assertThat(server.echoVerticle.calls()).isEmpty();

        assertThat(from.call(ADMINISTER, echoRequest, user(Role.ADMIN)).await().node())
                .isEqualTo(server.id);
    }

    @Test
    void call_withInvalidRequestFromOtherNode_failsWithValidationError() {
        Failure seen = failure(caller.call(READ, new EchoRequest("x".repeat(1_000_001), null)));

        assertThat(seen.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        assertThat(seen.errors()).extracting(FieldError::field).containsExactly("/text");
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource(names = "ANOTHER_NODE", mode = EnumSource.Mode.EXCLUDE)
    void call_withinOneNode_passesRecordsUncopied(From from) {
        EchoRequest echoRequest = new EchoRequest("same", null);
        AtomicReference<EchoRequest> seen = new AtomicReference<>();
        EchoResponse answer = new EchoResponse("same", server.id);
        server.echoVerticle.setBehavior((request, call) -> {
            seen.set(request);
            return Future.succeededFuture(answer);
        });

        assertThat(from.call(READ, echoRequest).await()).isSameAs(answer);
        assertThat(seen.get()).isSameAs(echoRequest);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void call_repeatedWithSameIdempotencyKey_isMarkedAsReplayed(From from) {
        server.echoVerticle.setBehavior((echoRequest, call) ->
                call.change(tx -> Future.succeededFuture(new EchoResponse("stored", server.id))));

        assertThat(ask(from, "first").await().replayed()).isFalse();
        assertThat(ask(from, RpcTestNode.REPLAYED).await())
                .isEqualTo(new Reply<>(new EchoResponse("stored", server.id), true));
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void call_afterItsDeadline_isNotStarted(From from) {
        RequestContext late = RequestContext.system("test", Duration.ofMillis(-1));

        assertThat(failure(from.call(READ, new EchoRequest("", null), late)).code())
                .isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @Test
    void call_queuedPastItsDeadline_isNotStarted() {
        RequestContext hurried = RequestContext.system("test", Duration.ofMillis(200));
        server.echoVerticle.setBehavior((echoRequest, call) -> {
            eventually().until(hurried::isExpired);
            return Future.succeededFuture(new EchoResponse(echoRequest.text(), server.id));
        });
        Future<EchoResponse> first = server.call(READ, new EchoRequest("first", null));
        Future<EchoResponse> second = server.rpc.bus().call(READ, new EchoRequest("second", null), hurried);

        assertThat(failure(second).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(first.await().text()).isEqualTo("first");
        server.rpc.ping("echo").await();
        assertThat(server.echoVerticle.calls()).hasSize(1);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void call_toHandlerThatNeverResponds_failsAtItsDeadline(From from) {
        server.echoVerticle.setBehavior(
                (echoRequest, call) -> Promise.<EchoResponse>promise().future());
        Instant began = Instant.now();

        assertThat(failure(from.call(READ_SHORT_DEADLINE, new EchoRequest("", null)))
                        .code())
                .isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(Duration.between(began, Instant.now()))
                .isBetween(
                        READ_SHORT_DEADLINE.timeout(),
                        READ_SHORT_DEADLINE.timeout().plusMillis(500));
    }

    @Test
    void call_withTooLargeResponse_failsWithInternalError() {
        server.echoVerticle.setBehavior(
                (echoRequest, call) -> Future.succeededFuture(new EchoResponse("x".repeat(70_000), server.id)));

        assertThat(failure(caller.call(READ, new EchoRequest("", null))).code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @Test
    void call_onEventLoopOfService_runsHandlerAndResponseInLaterTurns() {
        List<String> order = new CopyOnWriteArrayList<>();
        server.echoVerticle.setBehavior((echoRequest, call) -> {
            order.add("worked on " + Thread.currentThread().getName());
            return Future.succeededFuture(new EchoResponse("", server.id));
        });

        server.echoVerticle
                .runOnContext(() -> {
                    Context asking = Vertx.currentContext();
                    Future<EchoResponse> answer = server.call(READ, new EchoRequest("", null))
                            .onSuccess(echoResponse -> {
                                order.add(
                                        "answered on " + Thread.currentThread().getName());
                                assertThat(Vertx.currentContext()).isSameAs(asking);
                            });
                    order.add("asked on " + Thread.currentThread().getName());
                    return answer;
                })
                .await();

        String loop = order.getFirst().substring("asked on ".length());
        assertThat(order).containsExactly("asked on " + loop, "worked on " + loop, "answered on " + loop);
    }

    @Test
    void call_onEventLoopOfUndeployedService_goesToOtherNode() {
        RpcTestNode node = new RpcTestNode(CLUSTER.join(), RpcSettings.defaults());
        node.serve();
        eventually().until(() -> !node.rpc.directory().availableNodes("echo").isEmpty());
        Future<EchoResponse> call = node.echoVerticle.runOnContext(() -> node.vertx
                .undeploy(node.echoVerticle.deploymentID())
                .compose(gone -> node.call(READ, new EchoRequest("", null))));

        assertThat(call.await().node()).isEqualTo(server.id);
        assertThat(node.echoVerticle.calls()).isEmpty();
    }

    @Test
    void call_withTooLargeRequest_isRefusedBeforeReachingTheHandler() {
        assertThat(failure(caller.call(WRITE, new EchoRequest("x".repeat(80_000), null)))
                        .code())
                .isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void ping_isAnsweredWithoutCallingTheHandler(From from) {
        from.call(PingOperation.of("echo"), Empty.INSTANCE).await();
        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @Test
    void ping_ofServiceOnNoNode_failsAtOnceAsUnavailable() {
        Failure seen = failure(caller.rpc.ping("nowhere"));

        assertThat(seen.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(seen.retryAfter()).isNotNull();
    }

    @Test
    void call_isTimedByOperationOutcomeAndPlace() {
        caller.call(READ, new EchoRequest("", null)).await();
        server.call(READ, new EchoRequest("", null)).await();

        assertThat(countCalls(caller, "remote")).isPositive();
        assertThat(countCalls(server, "local")).isPositive();
    }

    private static long countCalls(RpcTestNode node, String target) {
        return node.meters
                .get("busbar.rpc.calls")
                .tags("operation", "echo.read", "outcome", "OK", "target", target)
                .timer()
                .count();
    }

    private static Future<Reply<EchoResponse>> ask(From from, String key) {
        RequestContext keyed = new RequestContext(
                new RequestContext.AnonymousPrincipal(),
                "req_1",
                TraceContext.newTrace().traceparent(),
                Instant.now().plusSeconds(5),
                null,
                new RequestContext.Idempotency(WRITE.name(), key, "hash"));
        return from.ask(WRITE, new EchoRequest("", null), keyed);
    }

    private static RequestContext user(Role role) {
        return new RequestContext(
                new RequestContext.UserPrincipal(UUID.randomUUID(), role, "family"),
                "req_user",
                TraceContext.newTrace().traceparent(),
                Instant.now().plusSeconds(60),
                "192.0.2.7",
                null);
    }

    private static RequestContext anonymous() {
        return new RequestContext(
                new RequestContext.AnonymousPrincipal(),
                "req_1",
                TraceContext.newTrace().traceparent(),
                Instant.now().plusSeconds(5),
                null,
                null);
    }

    /** The node from which a call of the echo service is made. */
    enum From {
        ANOTHER_NODE,
        ITS_NODE,
        ITS_EVENT_LOOP;

        <I, O> Future<O> call(Operation<I, O> operation, I request) {
            return call(operation, request, RequestContext.system("test", Duration.ofMinutes(1)));
        }

        <I, O> Future<O> call(Operation<I, O> operation, I request, RequestContext who) {
            return ask(operation, request, who).map(Reply::result);
        }

        <I, O> Future<Reply<O>> ask(Operation<I, O> operation, I request, RequestContext who) {
            return switch (this) {
                case ANOTHER_NODE -> caller.rpc.bus().callForReply(operation, request, who);
                case ITS_NODE -> server.rpc.bus().callForReply(operation, request, who);
                case ITS_EVENT_LOOP ->
                    server.echoVerticle.runOnContext(() -> server.rpc.bus().callForReply(operation, request, who));
            };
        }
    }

    private static Failure failure(Future<?> call) {
        return RpcTestNode.failure(call);
    }
}
