package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.ADMINISTER;
import static io.busbar.bus.lane.SpecimenOperations.HURRIED;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static io.busbar.bus.lane.SpecimenOperations.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.Role;
import io.busbar.bus.Trace;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.busbar.testing.LocalCluster;
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

/** Calls between two nodes of ours, and within one. */
class CallsTest {
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static LaneNode server;
    private static LaneNode caller;

    @BeforeAll
    static void open() {
        server = LaneNode.server(CLUSTER, LaneSettings.standard());
        caller = LaneNode.caller(CLUSTER, LaneSettings.standard());
        eventually()
                .until(() -> !caller.lane.directory().takingCalls("specimen").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void asItComes() {
        server.specimen.reset();
    }

    @Test
    void a_call_is_answered_by_the_node_that_runs_the_service() {
        assertThat(caller.call(READ, new Words("äöü \uD83C\uDF08", 7)).await())
                .isEqualTo(new Answered("äöü \uD83C\uDF08", server.id));
    }

    @Test
    void the_caller_crosses_with_its_deadline_and_a_span_of_its_own() {
        Caller sent = user(Role.CUSTOMER);

        caller.lane.bus().call(READ, new Words("", null), sent).await();

        Caller seen = server.specimen.onlyCall().caller();
        assertThat(seen.who()).isEqualTo(sent.who());
        assertThat(seen.requestId()).isEqualTo(sent.requestId());
        assertThat(seen.ip()).isEqualTo("192.0.2.7");
        assertThat(seen.deadline()).isBetween(Instant.now(), Instant.now().plus(READ.timeLimit()));
        assertThat(seen.trace().substring(0, 36)).isEqualTo(sent.trace().substring(0, 36));
        assertThat(seen.trace()).isNotEqualTo(sent.trace());
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void a_failure_crosses_intact(From from) {
        Failure thrown = new Failure(
                FailureCode.CONFLICT,
                "Taken",
                Map.of("rows", List.of(3, 4)),
                List.of(new FieldError("/title", "is taken")),
                Duration.ofSeconds(3));
        server.specimen.does((words, call) -> {
            throw thrown;
        });

        Failure seen = failure(from.call(READ, new Words("", null)));

        assertThat(seen).usingRecursiveComparison().isEqualTo(thrown);
        assertThat(seen.text()).isEqualTo("Taken");
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void an_exception_is_an_internal_error_without_its_text(From from) {
        server.specimen.does((words, call) -> Future.failedFuture(new IllegalStateException("select secret")));

        Failure seen = failure(from.call(READ, new Words("", null)));

        assertThat(seen.code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
        assertThat(seen.text()).doesNotContain("secret");
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    @SuppressWarnings("NullAway") // a handler that breaks its promise
    void a_handler_that_answers_nothing_is_an_internal_error(From from) {
        server.specimen.does((words, call) -> null);

        assertThat(failure(from.call(READ, new Words("", null))).code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void access_is_checked_again_at_the_service(From from) {
        Words words = new Words("", null);

        assertThat(failure(from.call(ADMINISTER, words, user(Role.CUSTOMER))).code())
                .isEqualTo(FailureCode.FORBIDDEN);
        assertThat(failure(from.call(ADMINISTER, words, nobody())).code()).isEqualTo(FailureCode.UNAUTHORIZED);
        assertThat(server.specimen.calls()).isEmpty();

        assertThat(from.call(ADMINISTER, words, user(Role.ADMIN)).await().node())
                .isEqualTo(server.id);
    }

    @Test
    void what_a_node_sends_is_validated_there_too() {
        Failure seen = failure(caller.call(READ, new Words("x".repeat(1_000_001), null)));

        assertThat(seen.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        assertThat(seen.errors()).extracting(FieldError::field).containsExactly("/text");
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource(names = "ANOTHER_NODE", mode = EnumSource.Mode.EXCLUDE)
    void within_a_node_records_pass_as_they_are(From from) {
        Words words = new Words("same", null);
        AtomicReference<Words> seen = new AtomicReference<>();
        Answered answer = new Answered("same", server.id);
        server.specimen.does((request, call) -> {
            seen.set(request);
            return Future.succeededFuture(answer);
        });

        assertThat(from.call(READ, words).await()).isSameAs(answer);
        assertThat(seen.get()).isSameAs(words);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void a_repeated_answer_says_so(From from) {
        server.specimen.does(
                (words, call) -> call.change(tx -> Future.succeededFuture(new Answered("stored", server.id))));

        assertThat(ask(from, "first").await().replayed()).isFalse();
        assertThat(ask(from, LaneNode.REPLAYED).await())
                .isEqualTo(new Reply<>(new Answered("stored", server.id), true));
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void work_whose_deadline_has_passed_is_not_begun(From from) {
        Caller late = Caller.program("test", Duration.ofMillis(-1));

        assertThat(failure(from.call(READ, new Words("", null), late)).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(server.specimen.calls()).isEmpty();
    }

    @Test
    void work_that_has_waited_past_its_deadline_is_not_begun() {
        Caller hurried = Caller.program("test", Duration.ofMillis(200));
        server.specimen.does((words, call) -> {
            eventually().until(hurried::isLate);
            return Future.succeededFuture(new Answered(words.text(), server.id));
        });
        Future<Answered> first = server.call(READ, new Words("first", null));
        Future<Answered> second = server.lane.bus().call(READ, new Words("second", null), hurried);

        assertThat(failure(second).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(first.await().text()).isEqualTo("first");
        server.lane.ping("specimen").await();
        assertThat(server.specimen.calls()).hasSize(1);
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void a_caller_hears_in_time_of_a_handler_that_does_not_answer(From from) {
        server.specimen.does((words, call) -> Promise.<Answered>promise().future());
        Instant began = Instant.now();

        assertThat(failure(from.call(HURRIED, new Words("", null))).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(Duration.between(began, Instant.now()))
                .isBetween(HURRIED.timeLimit(), HURRIED.timeLimit().plusMillis(500));
    }

    @Test
    void an_answer_too_large_for_the_operation_is_an_internal_error() {
        server.specimen.does((words, call) -> Future.succeededFuture(new Answered("x".repeat(70_000), server.id)));

        assertThat(failure(caller.call(READ, new Words("", null))).code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @Test
    void on_one_event_loop_the_work_has_its_own_turn_and_so_has_the_answer() {
        List<String> order = new CopyOnWriteArrayList<>();
        server.specimen.does((words, call) -> {
            order.add("worked on " + Thread.currentThread().getName());
            return Future.succeededFuture(new Answered("", server.id));
        });

        server.specimen
                .onItsLoop(() -> {
                    Context asking = Vertx.currentContext();
                    Future<Answered> answer = server.call(READ, new Words("", null))
                            .onSuccess(answered -> {
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
    void a_service_that_has_been_taken_down_is_not_called_on_its_event_loop_either() {
        LaneNode node = new LaneNode(CLUSTER.join(), LaneSettings.standard());
        node.serve();
        eventually().until(() -> !node.lane.directory().takingCalls("specimen").isEmpty());
        Future<Answered> call = node.specimen.onItsLoop(() -> node.vertx
                .undeploy(node.specimen.deploymentID())
                .compose(gone -> node.call(READ, new Words("", null))));

        assertThat(call.await().node()).isEqualTo(server.id);
        assertThat(node.specimen.calls()).isEmpty();
    }

    @Test
    void a_request_too_large_for_the_operation_is_not_sent() {
        assertThat(failure(caller.call(WRITE, new Words("x".repeat(80_000), null)))
                        .code())
                .isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
        assertThat(server.specimen.calls()).isEmpty();
    }

    @ParameterizedTest(name = "from {0}")
    @EnumSource
    void every_service_answers_a_ping(From from) {
        from.call(Ping.of("specimen"), Nothing.NOTHING).await();
        assertThat(server.specimen.calls()).isEmpty();
    }

    @Test
    void a_service_that_nobody_runs_is_unavailable_at_once() {
        Failure seen = failure(caller.lane.ping("nowhere"));

        assertThat(seen.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(seen.retryAfter()).isNotNull();
    }

    @Test
    void calls_are_measured_by_operation_outcome_and_place() {
        caller.call(READ, new Words("", null)).await();
        server.call(READ, new Words("", null)).await();

        assertThat(timed(caller, "remote")).isPositive();
        assertThat(timed(server, "local")).isPositive();
    }

    private static long timed(LaneNode node, String where) {
        return node.meters
                .get("busbar.bus.calls")
                .tags("operation", "specimen.read", "outcome", "OK", "where", where)
                .timer()
                .count();
    }

    private static Future<Reply<Answered>> ask(From from, String key) {
        Caller keyed = new Caller(
                new Caller.Nobody(),
                "req_1",
                Trace.start().header(),
                Instant.now().plusSeconds(5),
                null,
                new Caller.Idempotency(WRITE.name(), key, "hash"));
        return from.ask(WRITE, new Words("", null), keyed);
    }

    private static Caller user(Role role) {
        return new Caller(
                new Caller.User(UUID.randomUUID(), role, "family"),
                "req_user",
                Trace.start().header(),
                Instant.now().plusSeconds(60),
                "192.0.2.7",
                null);
    }

    private static Caller nobody() {
        return new Caller(
                new Caller.Nobody(),
                "req_1",
                Trace.start().header(),
                Instant.now().plusSeconds(5),
                null,
                null);
    }

    /** Where a call of the specimen service comes from. */
    enum From {
        ANOTHER_NODE,
        ITS_NODE,
        ITS_EVENT_LOOP;

        <I, O> Future<O> call(Operation<I, O> operation, I request) {
            return call(operation, request, Caller.program("test", Duration.ofMinutes(1)));
        }

        <I, O> Future<O> call(Operation<I, O> operation, I request, Caller who) {
            return ask(operation, request, who).map(Reply::answer);
        }

        <I, O> Future<Reply<O>> ask(Operation<I, O> operation, I request, Caller who) {
            return switch (this) {
                case ANOTHER_NODE -> caller.lane.bus().ask(operation, request, who);
                case ITS_NODE -> server.lane.bus().ask(operation, request, who);
                case ITS_EVENT_LOOP ->
                    server.specimen.onItsLoop(() -> server.lane.bus().ask(operation, request, who));
            };
        }
    }

    private static Failure failure(Future<?> call) {
        return LaneNode.failure(call);
    }
}
