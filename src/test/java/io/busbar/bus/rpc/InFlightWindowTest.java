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
    void holds_so_many_calls_and_no_more() {
        open(1);
        open(1);
        PendingReply third = open(1);
        assertThat(tryOpen(1)).isNull();

        window.complete(third, null);
        assertThat(tryOpen(1)).isNotNull();
    }

    @Test
    void holds_so_many_bytes_and_no_more() {
        open(600);
        assertThat(tryOpen(401)).isNull();
        assertThat(tryOpen(400)).isNotNull();
        assertThat(window.bytes()).isEqualTo(1_000);
    }

    @Test
    void a_message_beyond_the_limit_goes_alone() {
        PendingReply large = open(5_000);
        assertThat(tryOpen(1)).isNull();

        window.complete(large, null);
        assertThat(tryOpen(1)).isNotNull();
    }

    @Test
    void an_answer_of_any_kind_frees_the_bytes() {
        window.complete(open(400), null);
        window.complete(open(400), refused);
        window.complete(open(400), noHandlers);

        assertThat(window.bytes()).isZero();
        assertThat(window.calls()).isZero();
    }

    @Test
    void a_call_that_timed_out_makes_room_for_a_call_but_not_for_bytes() {
        window.complete(open(900), timeout);

        assertThat(window.calls()).isZero();
        assertThat(window.bytes()).isEqualTo(900);
        assertThat(tryOpen(200)).isNull();
    }

    @Test
    void the_answer_to_a_later_call_proves_that_earlier_bytes_were_read() {
        PendingReply early = open(300);
        PendingReply late = open(300);
        window.complete(early, timeout);

        window.complete(late, null);

        assertThat(window.bytes()).isZero();
    }

    @Test
    void the_answer_to_an_earlier_call_proves_nothing_of_later_bytes() {
        PendingReply early = open(300);
        PendingReply late = open(300);
        window.complete(late, timeout);

        window.complete(early, null);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void a_message_that_never_left_proves_nothing() {
        PendingReply early = open(300);
        PendingReply late = open(300);
        window.complete(early, timeout);

        window.complete(late, noHandlers);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void an_answered_probe_frees_what_was_sent_before_it_and_nothing_else() {
        window.complete(open(300), timeout);
        PendingReply probe = window.registerControlMessage(DEADLINE, context);
        window.complete(open(200), timeout);

        window.complete(probe, null);

        assertThat(window.bytes()).isEqualTo(200);
        assertThat(window.hasAbandonedBytes()).isTrue();
    }

    @Test
    void an_answer_that_comes_after_its_time_counts_once() {
        PendingReply slot = open(300);
        window.complete(slot, timeout);
        window.complete(slot, timeout);

        assertThat(window.bytes()).isEqualTo(300);
    }

    @Test
    void losing_the_node_gives_up_every_call_and_keeps_the_bytes() {
        PendingReply one = open(300);
        PendingReply other = open(300);

        assertThat(window.abandonAll()).containsExactlyInAnyOrder(one, other);

        assertThat(window.calls()).isZero();
        assertThat(window.bytes()).isEqualTo(600);
    }

    @Test
    void a_question_is_lost_with_the_node_but_is_no_call() {
        PendingReply question = window.registerControlMessage(DEADLINE, context);

        assertThat(window.calls()).isZero();
        assertThat(window.whenIdle().isComplete()).isTrue();
        assertThat(window.abandonAll()).containsExactly(question);
        assertThat(window.hasAbandonedBytes()).isFalse();
    }

    @Test
    void only_calls_past_their_deadline_are_overdue() {
        PendingReply overdue = open(300);
        Objects.requireNonNull(window.tryAcquire(1, DEADLINE.plusSeconds(5), context));

        assertThat(window.abandonExpired(DEADLINE.plusSeconds(1))).containsExactly(overdue);
        assertThat(window.calls()).isEqualTo(1);
    }

    @Test
    void is_quiet_when_the_last_call_has_ended_however_it_ended() {
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
