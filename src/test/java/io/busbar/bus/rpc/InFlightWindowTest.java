package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class InFlightWindowTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Instant DEADLINE = Instant.parse("2026-11-20T09:30:00Z");
    private final ReplyException timeout = new ReplyException(ReplyFailure.TIMEOUT);
    private final ReplyException noHandlers = new ReplyException(ReplyFailure.NO_HANDLERS);
    private final ReplyException refused = new ReplyException(ReplyFailure.RECIPIENT_FAILURE, 409, "no");

    private final Context context = VERTX.getOrCreateContext();
    private final InFlightWindow window = new InFlightWindow(3, 1_000);

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void tryAcquire_beyondCallLimit_isRefusedUntilACallCompletes() {
        open(1);
        open(1);
        PendingReply third = open(1);
        assertThat(tryOpen(1)).isNull();

        window.complete(third, null);
        assertThat(tryOpen(1)).isNotNull();
    }

    @Test
    void tryAcquire_beyondByteLimit_isRefused() {
        open(600);
        assertThat(tryOpen(401)).isNull();
        assertThat(tryOpen(400)).isNotNull();
        assertThat(window.bytes()).isEqualTo(1_000);
    }

    @Test
    void tryAcquire_forMessageAboveByteLimit_succeedsOnlyAlone() {
        PendingReply large = open(5_000);
        assertThat(tryOpen(1)).isNull();

        window.complete(large, null);
        assertThat(tryOpen(1)).isNotNull();
    }

    @Test
    void complete_withAnyResponse_freesCallAndBytes() {
        window.complete(open(400), null);
        window.complete(open(400), refused);
        window.complete(open(400), noHandlers);

        assertThat(window.bytes()).isZero();
        assertThat(window.calls()).isZero();
    }

    @Test
    void complete_withTimeout_freesTheCallButNotItsBytes() {
        window.complete(open(900), timeout);

        assertThat(window.calls()).isZero();
        assertThat(window.bytes()).isEqualTo(900);
        assertThat(tryOpen(200)).isNull();
    }

    @Test
    void complete_ofLaterCall_freesTimedOutBytesOfEarlierCall() {
        PendingReply early = open(300);
        PendingReply late = open(300);
        window.complete(early, timeout);

        window.complete(late, null);

        assertThat(window.bytes()).isZero();
    }

    @Test
    void complete_ofEarlierCall_keepsTimedOutBytesOfLaterCall() {
        PendingReply early = open(300);
        PendingReply late = open(300);
        window.complete(late, timeout);

        window.complete(early, null);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void complete_ofMessageNeverSent_keepsEarlierTimedOutBytes() {
        PendingReply early = open(300);
        PendingReply late = open(300);
        window.complete(early, timeout);

        window.complete(late, noHandlers);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void complete_ofProbe_freesOnlyBytesSentBeforeIt() {
        window.complete(open(300), timeout);
        PendingReply probe = window.registerControlMessage(DEADLINE, context);
        window.complete(open(200), timeout);

        window.complete(probe, null);

        assertThat(window.bytes()).isEqualTo(200);
        assertThat(window.hasAbandonedBytes()).isTrue();
    }

    @Test
    void complete_calledTwiceAfterTimeout_countsBytesOnce() {
        PendingReply slot = open(300);
        window.complete(slot, timeout);
        window.complete(slot, timeout);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void abandonAll_returnsEveryCallAndKeepsTheirBytes() {
        PendingReply one = open(300);
        PendingReply other = open(300);

        assertThat(window.abandonAll()).containsExactlyInAnyOrder(one, other);

        assertThat(window.calls()).isZero();
        assertThat(window.bytes()).isEqualTo(600);
    }

    @Test
    void registerControlMessage_isAbandonedWithTheNodeButIsNotCountedAsCall() {
        PendingReply question = window.registerControlMessage(DEADLINE, context);

        assertThat(window.calls()).isZero();
        assertThat(window.whenIdle().isComplete()).isTrue();
        assertThat(window.abandonAll()).containsExactly(question);
        assertThat(window.hasAbandonedBytes()).isFalse();
    }

    @Test
    void abandonExpired_returnsOnlyCallsPastTheirDeadline() {
        PendingReply overdue = open(300);
        Objects.requireNonNull(window.tryAcquire(1, DEADLINE.plusSeconds(5), context));

        assertThat(window.abandonExpired(DEADLINE.plusSeconds(1))).containsExactly(overdue);
        assertThat(window.calls()).isEqualTo(1);
    }

    @Test
    void whenIdle_afterLastCallEndedInAnyWay_completes() {
        PendingReply one = open(1);
        PendingReply other = open(1);
        Future<Void> quiet = window.whenIdle();

        window.complete(one, null);
        assertThat(quiet.isComplete()).isFalse();
        window.complete(other, timeout);
        assertThat(quiet.isComplete()).isTrue();
        assertThat(window.whenIdle().isComplete()).isTrue();
    }

    private PendingReply open(long bytes) {
        return Objects.requireNonNull(tryOpen(bytes));
    }

    private @Nullable PendingReply tryOpen(long bytes) {
        return window.tryAcquire(bytes, DEADLINE, context);
    }
}
