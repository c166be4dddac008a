package io.busbar.services.bookings;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.services.bookings.availability.BookingDraft;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BookingQueueTest {
    private static final Instant NINE = Instant.parse("2030-03-04T09:00:00Z");

    private final UUID professional = UUID.randomUUID();
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final BookingQueue bookingQueue = new BookingQueue(turns::add, Duration.ofMillis(300));
    private final List<Promise<String>> attempts = new ArrayList<>();

    @Test
    void submit_afterSuccessForSameTime_failsWithoutAttempt() {
        Future<String> first = submit(0, 60);
        List<Future<String>> others =
                IntStream.range(0, 100).mapToObj(i -> submit(i % 60, 60)).toList();

        attempts.getFirst().complete("booked");

        assertThat(first.result()).isEqualTo("booked");
        assertThat(others).allMatch(other -> other.cause() instanceof BookingService.SlotTakenException);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void submit_forOtherTime_runsNext() {
        Future<String> first = submit(0, 60);
        Future<String> second = submit(60, 60);
        assertThat(attempts).hasSize(1);

        attempts.getFirst().complete("first");

        assertThat(first.result()).isEqualTo("first");
        nextTurn();
        assertThat(second.isComplete()).isFalse();
        attempts.getLast().complete("second");
        assertThat(second.result()).isEqualTo("second");
    }

    @Test
    void submit_forOtherProfessional_runsAtOnce() {
        submit(0, 60);
        Future<String> elsewhere = submit(UUID.randomUUID(), 0, 60);
        attempts.getLast().complete("elsewhere");

        assertThat(attempts).hasSize(2);
        assertThat(elsewhere.result()).isEqualTo("elsewhere");
    }

    @Test
    void submit_afterSlotTaken_failsAllThatContainTheTime() {
        Future<String> first = submit(0, 60);
        Future<String> same = submit(0, 60);
        Future<String> longer = submit(0, 90);
        Future<String> half = submit(30, 60);

        attempts.getFirst().fail(new BookingService.SlotTakenException());

        assertThat(List.of(first, same, longer))
                .allMatch(lost -> lost.cause() instanceof BookingService.SlotTakenException);
        nextTurn();
        attempts.getLast().complete("half past");
        assertThat(half.result()).isEqualTo("half past");
        assertThat(attempts).hasSize(2);
    }

    @Test
    void submit_afterUnexpectedFailure_runsNext() {
        Future<String> first = submit(0, 60);
        Future<String> second = submit(0, 60);
        Future<String> third = bookingQueue.submit(draft(professional, 0, 60), () -> {
            throw new IllegalStateException("no");
        });

        attempts.getFirst().fail("away");
        nextTurn();
        attempts.getLast().fail("away again");
        nextTurn();

        assertThat(first.cause()).hasMessage("away");
        assertThat(second.cause()).hasMessage("away again");
        assertThat(third.cause()).hasMessage("no");
        submit(0, 60);
        assertThat(attempts).hasSize(3);
    }

    @Test
    void submit_afterTimeoutOfAttempt_runsNext() {
        Future<String> hanging = submit(0, 60);
        Future<String> second = submit(0, 60);

        Awaitility.await().until(hanging::isComplete);
        nextTurn();
        attempts.getLast().complete("second");

        assertThat(((Failure) hanging.cause()).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(second.result()).isEqualTo("second");
    }

    @Test
    void submit_beyondQueueLimit_failsWithUnavailable() {
        submit(0, 60);
        List<Future<String>> waiting = IntStream.range(0, 1_000)
                .mapToObj(
                        i -> bookingQueue.<String>submit(draft(professional, 0, 60), () -> Future.failedFuture("away")))
                .toList();
        Future<String> oneMore = submit(0, 60);

        attempts.getFirst().fail("away");
        while (!turns.isEmpty()) {
            nextTurn();
        }

        assertThat(waiting).allMatch(Future::failed);
        assertThat(((Failure) oneMore.cause()).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(attempts).hasSize(1);
    }

    private void nextTurn() {
        turns.remove().run();
    }

    private Future<String> submit(int from, int minutes) {
        return submit(professional, from, minutes);
    }

    private Future<String> submit(UUID whose, int from, int minutes) {
        return bookingQueue.submit(draft(whose, from, minutes), () -> {
            Promise<String> attempt = Promise.promise();
            attempts.add(attempt);
            return attempt.future();
        });
    }

    private static BookingDraft draft(UUID professional, int from, int minutes) {
        Instant start = NINE.plusSeconds(60L * from);
        Instant end = start.plusSeconds(60L * minutes);
        return new BookingDraft(
                professional, UUID.randomUUID(), UUID.randomUUID(), "", start, end, start, end, ZoneOffset.UTC, null);
    }
}
