package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTE;
import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxFixture.NOTE_ELSEWHERE;
import static io.busbar.bus.outbox.OutboxTestNode.failure;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.OutboxFixture.Note;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.bus.response.Reply;
import io.busbar.testing.Roles;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
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
import org.junit.jupiter.api.Test;

@UsesServers
class IdempotencyTest {
    private static final OutboxSettings SETTINGS = new OutboxSettingsBuilder()
            .idempotencyLockTimeout(Duration.ofMillis(250))
            .build();
    private static final String URL = TestServers.freshDatabase();
    private static final UUID ALICE = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();
    private static OutboxTestNode one;
    private static OutboxTestNode other;

    @BeforeAll
    static void start() {
        one = OutboxTestNode.on(URL, SETTINGS);
        other = OutboxTestNode.on(URL, SETTINGS);
    }

    @BeforeEach
    void clear() {
        OutboxTestNode.clear(URL);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void changeOnce_repeated_returnsStoredResultOnAnyNode() {
        Reply<Noted> first = get(note(one, user(ALICE, NOTE, "k", "body")));
        Reply<Noted> again = get(note(one, user(ALICE, NOTE, "k", "body")));
        Reply<Noted> elsewhere = get(note(other, user(ALICE, NOTE, "k", "body")));

        assertThat(first.replayed()).isFalse();
        assertThat(List.of(again, elsewhere)).containsOnly(new Reply<>(first.result(), true));
        assertThat(one.count("probe.note")).isEqualTo(1);
        assertThat(one.count("bus.event")).isEqualTo(1);
        assertThat(one.count("bus.audit where action = 'probe.note' and actor = '" + ALICE + "'"))
                .isPositive();
    }

    @Test
    void changeOnce_sameKeyDifferentRequest_failsWithKeyReused() {
        get(note(one, user(ALICE, NOTE, "k", "body")));

        assertRefused(note(other, user(ALICE, NOTE, "k", "other body")), FailureCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(one.count("probe.note")).isEqualTo(1);
    }

    @Test
    void changeOnce_sameKeyOtherUser_runsAgain() {
        get(note(one, user(ALICE, NOTE, "k", "body")));

        assertThat(get(note(one, user(BOB, NOTE, "k", "body"))).replayed()).isFalse();
        assertThat(one.count("probe.note")).isEqualTo(2);
    }

    @Test
    void changeOnce_anonymous_keyBelongsToIpAddress() {
        get(note(one, anonymous("192.0.2.1")));

        assertThat(get(note(one, anonymous("192.0.2.1"))).replayed()).isTrue();
        assertThat(get(note(one, anonymous("192.0.2.2"))).replayed()).isFalse();
    }

    @Test
    void changeOnce_sameKeyOtherOperation_runsAgain() {
        get(note(one, user(ALICE, NOTE, "k", "body")));

        Reply<Noted> elsewhere = get(one.changes()
                .changeOnce(user(ALICE, NOTE_ELSEWHERE, "k", "body"), NOTE_ELSEWHERE, IdempotencyTest::someNote));

        assertThat(elsewhere.replayed()).isFalse();
    }

    @Test
    void changeOnce_keyOfOtherOperation_isIgnored() {
        RequestContext claimsOther = user(ALICE, NOTE_ELSEWHERE, "k", "body");

        assertThat(get(note(one, claimsOther)).replayed()).isFalse();
        assertThat(get(note(one, claimsOther)).replayed()).isFalse();
        assertThat(one.count("bus.idempotency")).isZero();
    }

    @Test
    void changeOnce_afterFailure_keyIsFree() {
        RequestContext requestContext = user(ALICE, NOTE, "k", "body");

        assertRefused(
                one.changes().changeOnce(requestContext, NOTE, tx -> Future.failedFuture(Failure.notFound("no"))),
                FailureCode.NOT_FOUND);

        assertThat(one.count("bus.idempotency")).isZero();
        assertThat(get(note(other, requestContext)).replayed()).isFalse();
    }

    @Test
    void changeOnce_firstStillRunning_failsWithRequestInProgress() {
        RequestContext requestContext = user(ALICE, NOTE, "k", "body");
        Promise<Noted> running = Promise.promise();
        Promise<Noted> release = Promise.promise();
        Future<Reply<Noted>> first = one.changes().changeOnce(requestContext, NOTE, tx -> {
            running.complete(new Noted(0));
            return release.future();
        });
        get(running.future());

        assertRefused(note(other, requestContext), FailureCode.REQUEST_IN_PROGRESS);

        release.complete(new Noted(1));
        assertThat(get(first).replayed()).isFalse();
        assertThat(get(note(other, requestContext))).isEqualTo(new Reply<>(new Noted(1), true));
    }

    @Test
    void changeOnce_concurrentOnTwoNodes_runsOnce() {
        for (int round = 0; round < 10; round++) {
            RequestContext requestContext = user(ALICE, NOTE, "k" + round, "body");

            List<Future<Reply<Noted>>> replies = IntStream.range(0, 8)
                    .mapToObj(n -> note(n % 2 == 0 ? one : other, requestContext))
                    .toList();
            get(Future.join(replies));

            assertThat(replies.stream().map(reply -> reply.result().result()).distinct())
                    .hasSize(1);
            assertThat(replies.stream().filter(reply -> !reply.result().replayed()))
                    .hasSize(1);
            assertThat(one.count("probe.note")).isEqualTo(round + 1L);
        }
    }

    @Test
    void changeOnce_firstFails_waitingRequestRuns() {
        RequestContext requestContext = user(ALICE, NOTE, "k", "body");
        Promise<Noted> running = Promise.promise();
        Promise<Noted> release = Promise.promise();
        Future<Reply<Noted>> first = one.changes().changeOnce(requestContext, NOTE, tx -> {
            running.complete(new Noted(0));
            return release.future();
        });
        get(running.future());

        Future<Reply<Noted>> second = note(other, requestContext);
        release.fail(Failure.notFound("no"));

        assertThat(failure(first)).isInstanceOf(Failure.class);
        assertThat(get(second).replayed()).isFalse();
        assertThat(one.count("probe.note")).isEqualTo(1);
    }

    @Test
    void changeOnce_afterOneDay_runsAgain() {
        RequestContext requestContext = user(ALICE, NOTE, "k", "body");
        get(note(one, requestContext));
        one.execute("update bus.idempotency set created_at = created_at - interval '24 hours'");

        assertThat(get(note(one, requestContext)).replayed()).isFalse();
        assertThat(get(note(one, requestContext)).replayed()).isTrue();
    }

    private static Future<Reply<Noted>> note(OutboxTestNode node, RequestContext requestContext) {
        Function<Tx, Future<Noted>> work = IdempotencyTest::someNote;
        return node.changes().changeOnce(requestContext, NOTE, work);
    }

    private static Future<Noted> someNote(Tx tx) {
        Noted noted = new Noted(ThreadLocalRandom.current().nextInt());
        tx.publish(NOTED, "a", noted);
        return OutboxFixture.insertNote(tx, noted.number()).map(noted);
    }

    private static RequestContext user(UUID id, Operation<Note, Noted> operation, String key, String body) {
        return withIdempotencyKey(
                new RequestContext.UserPrincipal(id, Roles.CUSTOMER, "family"), null, operation, key, body);
    }

    private static RequestContext anonymous(String ip) {
        return withIdempotencyKey(new RequestContext.AnonymousPrincipal(), ip, NOTE, "k", "body");
    }

    private static RequestContext withIdempotencyKey(
            RequestContext.Principal principal,
            @Nullable String ip,
            Operation<Note, Noted> operation,
            String key,
            String body) {
        TraceContext traceContext = TraceContext.newTrace();
        return new RequestContext(
                principal,
                traceContext.requestId(),
                traceContext.traceparent(),
                Instant.now().plus(OutboxTestNode.TIMEOUT),
                ip,
                new RequestContext.Idempotency(operation.name(), key, body));
    }

    private static void assertRefused(Future<?> change, FailureCode code) {
        assertThat(failure(change))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
