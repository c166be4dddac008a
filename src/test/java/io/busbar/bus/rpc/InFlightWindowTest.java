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
        acquire(1);
        acquire(1);
        PendingReply third = acquire(1);
        assertThat(tryAcquire(1)).isNull();

        window.complete(third, null);
        assertThat(tryAcquire(1)).isNotNull();
    }

    @Test
    void tryAcquire_beyondByteLimit_isRefused() {
        acquire(600);
        assertThat(tryAcquire(401)).isNull();
        assertThat(tryAcquire(400)).isNotNull();
        assertThat(window.bytes()).isEqualTo(1_000);
    }

    @Test
    void tryAcquire_forMessageAboveByteLimit_succeedsOnlyAlone() {
        PendingReply large = acquire(5_000);
        assertThat(tryAcquire(1)).isNull();

        window.complete(large, null);
        assertThat(tryAcquire(1)).isNotNull();
    }

    @Test
    void complete_withAnyResponse_freesCallAndBytes() {
        window.complete(acquire(400), null);
        window.complete(acquire(400), refused);
        window.complete(acquire(400), noHandlers);

        assertThat(window.bytes()).isZero();
        assertThat(window.calls()).isZero();
    }

    @Test
    void complete_withTimeout_freesTheCallButNotItsBytes() {
        window.complete(acquire(900), timeout);

        assertThat(window.calls()).isZero();
        assertThat(window.bytes()).isEqualTo(900);
        assertThat(tryAcquire(200)).isNull();
    }

    @Test
    void complete_ofLaterCall_freesTimedOutBytesOfEarlierCall() {
        PendingReply early = acquire(300);
        PendingReply late = acquire(300);
        window.complete(early, timeout);

        window.complete(late, null);

        assertThat(window.bytes()).isZero();
    }

    @Test
    void complete_ofEarlierCall_keepsTimedOutBytesOfLaterCall() {
        PendingReply early = acquire(300);
        PendingReply late = acquire(300);
        window.complete(late, timeout);

        window.complete(early, null);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void complete_ofMessageNeverSent_keepsEarlierTimedOutBytes() {
        PendingReply early = acquire(300);
        PendingReply late = acquire(300);
        window.complete(early, timeout);

        window.complete(late, noHandlers);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void complete_ofProbe_freesOnlyBytesSentBeforeIt() {
        window.complete(acquire(300), timeout);
        PendingReply probe = window.registerControlMessage(DEADLINE, context);
        window.complete(acquire(200), timeout);

        window.complete(probe, null);

        assertThat(window.bytes()).isEqualTo(200);
        assertThat(window.hasAbandonedBytes()).isTrue();
    }

    @Test
    void complete_calledTwiceAfterTimeout_countsBytesOnce() {
        PendingReply slot = acquire(300);
        window.complete(slot, timeout);
        window.complete(slot, timeout);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void abandonAll_returnsEveryCallAndKeepsTheirBytes() {
        PendingReply one = acquire(300);
        PendingReply other = acquire(300);

        assertThat(window.abandonAll()).containsExactlyInAnyOrder(one, other);

        assertThat(window.calls()).isZero();
        assertThat(window.bytes()).isEqualTo(600);
    }

    @Test
    void registerControlMessage_isAbandonedWithTheNodeButIsNotCountedAsCall() {
        PendingReply question = window.registerControlMessage(DEADLINE, context);

        assertThat(window.calls()).isZero();
        assertThat(window.whenCurrentCallsEnd(service -> true).isComplete()).isTrue();
        assertThat(window.abandonAll()).containsExactly(question);
        assertThat(window.hasAbandonedBytes()).isFalse();
    }

    @Test
    void abandonExpired_returnsOnlyCallsPastTheirDeadline() {
        PendingReply overdue = acquire(300);
        Objects.requireNonNull(window.tryAcquire("echo", 1, DEADLINE.plusSeconds(5), context));

        assertThat(window.abandonExpired(DEADLINE.plusSeconds(1))).containsExactly(overdue);
        assertThat(window.calls()).isEqualTo(1);
    }

    @Test
    void whenCurrentCallsEnd_afterLastCallEndedInAnyWay_completes() {
        PendingReply one = acquire(1);
        PendingReply other = acquire(1);
        Future<Void> quiet = window.whenCurrentCallsEnd(service -> true);

        window.complete(one, null);
        assertThat(quiet.isComplete()).isFalse();
        window.complete(other, timeout);
        assertThat(quiet.isComplete()).isTrue();
        assertThat(window.whenCurrentCallsEnd(service -> true).isComplete()).isTrue();
    }

    @Test
    void whenCurrentCallsEnd_withLaterCalls_doesNotWaitForThem() {
        PendingReply current = acquire(1);
        Future<Void> ended = window.whenCurrentCallsEnd(service -> true);
        PendingReply later = acquire(1);

        window.complete(current, null);
        assertThat(ended.isComplete()).isTrue();

        Future<Void> laterEnded = window.whenCurrentCallsEnd(service -> true);
        assertThat(laterEnded.isComplete()).isFalse();
        window.release(later);
        assertThat(laterEnded.isComplete()).isTrue();
    }

    private PendingReply acquire(long bytes) {
        return Objects.requireNonNull(tryAcquire(bytes));
    }

    private @Nullable PendingReply tryAcquire(long bytes) {
        return window.tryAcquire("echo", bytes, DEADLINE, context);
    }
}
