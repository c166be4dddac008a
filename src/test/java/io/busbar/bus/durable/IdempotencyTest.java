package io.busbar.bus.durable;

import static io.busbar.bus.durable.Probe.NOTE;
import static io.busbar.bus.durable.Probe.NOTED;
import static io.busbar.bus.durable.Probe.NOTE_ELSEWHERE;
import static io.busbar.bus.durable.TestNode.failure;
import static io.busbar.bus.durable.TestNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.Role;
import io.busbar.bus.Trace;
import io.busbar.bus.Tx;
import io.busbar.bus.durable.Probe.Note;
import io.busbar.bus.durable.Probe.Noted;
import io.busbar.testing.Servers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A keyed change")
class IdempotencyTest {
    private static final String URL = Servers.freshDatabase();
    private static final UUID ALICE = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();
    private static TestNode one;
    private static TestNode other;

    @BeforeAll
    static void start() {
        one = TestNode.on(URL, settings());
        other = TestNode.on(URL, settings());
    }

    @BeforeEach
    void clear() {
        TestNode.clear(URL);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void repeated_gets_the_stored_answer_on_any_node_and_has_one_effect() {
        Reply<Noted> first = get(note(one, user(ALICE, NOTE, "k", "body")));
        Reply<Noted> again = get(note(one, user(ALICE, NOTE, "k", "body")));
        Reply<Noted> elsewhere = get(note(other, user(ALICE, NOTE, "k", "body")));

        assertThat(first.replayed()).isFalse();
        assertThat(List.of(again, elsewhere)).containsOnly(new Reply<>(first.answer(), true));
        assertThat(one.count("probe.note")).isEqualTo(1);
        assertThat(one.count("bus.event")).isEqualTo(1);
        assertThat(one.count("bus.audit where action = 'probe.note' and actor = '" + ALICE + "'"))
                .isPositive();
    }

    @Test
    void with_another_request_is_refused() {
        get(note(one, user(ALICE, NOTE, "k", "body")));

        assertRefused(note(other, user(ALICE, NOTE, "k", "other body")), FailureCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(one.count("probe.note")).isEqualTo(1);
    }

    @Test
    void of_another_user_is_another_request() {
        get(note(one, user(ALICE, NOTE, "k", "body")));

        assertThat(get(note(one, user(BOB, NOTE, "k", "body"))).replayed()).isFalse();
        assertThat(one.count("probe.note")).isEqualTo(2);
    }

    @Test
    void of_somebody_not_signed_in_belongs_to_the_address() {
        get(note(one, nobody("192.0.2.1")));

        assertThat(get(note(one, nobody("192.0.2.1"))).replayed()).isTrue();
        assertThat(get(note(one, nobody("192.0.2.2"))).replayed()).isFalse();
    }

    @Test
    void for_another_operation_is_another_request() {
        get(note(one, user(ALICE, NOTE, "k", "body")));

        Reply<Noted> elsewhere = get(one.changes()
                .once(user(ALICE, NOTE_ELSEWHERE, "k", "body"), NOTE_ELSEWHERE, IdempotencyTest::someNote));

        assertThat(elsewhere.replayed()).isFalse();
    }

    @Test
    void whose_claim_was_made_for_another_operation_is_not_keyed() {
        Caller claimsOther = user(ALICE, NOTE_ELSEWHERE, "k", "body");

        assertThat(get(note(one, claimsOther)).replayed()).isFalse();
        assertThat(get(note(one, claimsOther)).replayed()).isFalse();
        assertThat(one.count("bus.idempotency")).isZero();
    }

    @Test
    void that_failed_leaves_its_key_free() {
        Caller caller = user(ALICE, NOTE, "k", "body");

        assertRefused(
                one.changes().once(caller, NOTE, tx -> Future.failedFuture(Failure.notFound("no"))),
                FailureCode.NOT_FOUND);

        assertThat(one.count("bus.idempotency")).isZero();
        assertThat(get(note(other, caller)).replayed()).isFalse();
    }

    @Test
    void still_running_elsewhere_is_refused_after_a_short_wait() {
        Caller caller = user(ALICE, NOTE, "k", "body");
        Promise<Noted> running = Promise.promise();
        Promise<Noted> release = Promise.promise();
        Future<Reply<Noted>> first = one.changes().once(caller, NOTE, tx -> {
            running.complete(new Noted(0));
            return release.future();
        });
        get(running.future());

        assertRefused(note(other, caller), FailureCode.REQUEST_IN_PROGRESS);

        release.complete(new Noted(1));
        assertThat(get(first).replayed()).isFalse();
        assertThat(get(note(other, caller))).isEqualTo(new Reply<>(new Noted(1), true));
    }

    @Test
    void sent_to_two_nodes_at_once_has_one_effect_and_one_answer() {
        for (int round = 0; round < 10; round++) {
            Caller caller = user(ALICE, NOTE, "k" + round, "body");

            List<Future<Reply<Noted>>> replies = IntStream.range(0, 8)
                    .mapToObj(n -> note(n % 2 == 0 ? one : other, caller))
                    .toList();
            get(Future.join(replies));

            assertThat(replies.stream().map(reply -> reply.result().answer()).distinct())
                    .hasSize(1);
            assertThat(replies.stream().filter(reply -> !reply.result().replayed()))
                    .hasSize(1);
            assertThat(one.count("probe.note")).isEqualTo(round + 1L);
        }
    }

    @Test
    void of_which_the_first_fails_is_done_by_the_one_that_waited() {
        Caller caller = user(ALICE, NOTE, "k", "body");
        Promise<Noted> running = Promise.promise();
        Promise<Noted> release = Promise.promise();
        Future<Reply<Noted>> first = one.changes().once(caller, NOTE, tx -> {
            running.complete(new Noted(0));
            return release.future();
        });
        get(running.future());

        Future<Reply<Noted>> second = note(other, caller);
        release.fail(Failure.notFound("no"));

        assertThat(failure(first)).isInstanceOf(Failure.class);
        assertThat(get(second).replayed()).isFalse();
        assertThat(one.count("probe.note")).isEqualTo(1);
    }

    @Test
    void is_forgotten_after_a_day() {
        Caller caller = user(ALICE, NOTE, "k", "body");
        get(note(one, caller));
        one.execute("update bus.idempotency set created_at = created_at - interval '24 hours'");

        assertThat(get(note(one, caller)).replayed()).isFalse();
        assertThat(get(note(one, caller)).replayed()).isTrue();
    }

    /** Waits a quarter of a second for a request that is still running. */
    private static DurableSettings settings() {
        DurableSettings usual = DurableSettings.defaults();
        return new DurableSettings(
                usual.workers(),
                usual.outsideWorkers(),
                usual.batch(),
                usual.poll(),
                usual.effectLimit(),
                usual.connectionWait(),
                Duration.ofMillis(250),
                usual.sweep());
    }

    private static Future<Reply<Noted>> note(TestNode node, Caller caller) {
        Function<Tx, Future<Noted>> work = IdempotencyTest::someNote;
        return node.changes().once(caller, NOTE, work);
    }

    private static Future<Noted> someNote(Tx tx) {
        Noted noted = new Noted(ThreadLocalRandom.current().nextInt());
        tx.announce(NOTED, "a", noted);
        return Probe.note(tx, noted.number()).map(noted);
    }

    private static Caller user(UUID id, Operation<Note, Noted> operation, String key, String body) {
        return keyed(new Caller.User(id, Role.CUSTOMER, "family"), null, operation, key, body);
    }

    private static Caller nobody(String ip) {
        return keyed(new Caller.Nobody(), ip, NOTE, "k", "body");
    }

    private static Caller keyed(
            Caller.Who who, @Nullable String ip, Operation<Note, Noted> operation, String key, String body) {
        Trace trace = Trace.start();
        return new Caller(
                who,
                trace.requestId(),
                trace.header(),
                Instant.now().plus(TestNode.PATIENCE),
                ip,
                new Caller.Idempotency(operation.name(), key, body));
    }

    private static void assertRefused(Future<?> change, FailureCode code) {
        assertThat(failure(change))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
