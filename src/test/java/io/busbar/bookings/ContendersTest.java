package io.busbar.bookings;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
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

class ContendersTest {
    private static final Instant NINE = Instant.parse("2030-03-04T09:00:00Z");

    private final UUID professional = UUID.randomUUID();
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final Contenders contenders = new Contenders(turns::add, Duration.ofMillis(300));
    private final List<Promise<String>> attempts = new ArrayList<>();

    @Test
    void when_one_gets_the_time_all_others_who_want_it_hear_of_it_without_trying() {
        Future<String> first = enter(0, 60);
        List<Future<String>> others =
                IntStream.range(0, 100).mapToObj(i -> enter(i % 60, 60)).toList();

        attempts.getFirst().complete("booked");

        assertThat(first.result()).isEqualTo("booked");
        assertThat(others).allMatch(other -> other.cause() instanceof Bookings.Taken);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void who_wants_another_time_of_theirs_tries_next() {
        Future<String> first = enter(0, 60);
        Future<String> second = enter(60, 60);
        assertThat(attempts).hasSize(1);

        attempts.getFirst().complete("first");

        assertThat(first.result()).isEqualTo("first");
        nextTurn();
        assertThat(second.isComplete()).isFalse();
        attempts.getLast().complete("second");
        assertThat(second.result()).isEqualTo("second");
    }

    @Test
    void other_professionals_wait_for_nobody() {
        enter(0, 60);
        Future<String> elsewhere = enter(UUID.randomUUID(), 0, 60);
        attempts.getLast().complete("elsewhere");

        assertThat(attempts).hasSize(2);
        assertThat(elsewhere.result()).isEqualTo("elsewhere");
    }

    @Test
    void what_somebody_elsewhere_has_is_lost_to_all_who_want_at_least_that() {
        Future<String> first = enter(0, 60);
        Future<String> same = enter(0, 60);
        Future<String> longer = enter(0, 90);
        Future<String> half = enter(30, 60);

        attempts.getFirst().fail(new Bookings.Taken());

        assertThat(List.of(first, same, longer)).allMatch(lost -> lost.cause() instanceof Bookings.Taken);
        nextTurn();
        attempts.getLast().complete("half past");
        assertThat(half.result()).isEqualTo("half past");
        assertThat(attempts).hasSize(2);
    }

    @Test
    void after_an_accident_the_next_one_tries() {
        Future<String> first = enter(0, 60);
        Future<String> second = enter(0, 60);
        Future<String> third = contenders.enter(draft(professional, 0, 60), () -> {
            throw new IllegalStateException("no");
        });

        attempts.getFirst().fail("away");
        nextTurn();
        attempts.getLast().fail("away again");
        nextTurn();

        assertThat(first.cause()).hasMessage("away");
        assertThat(second.cause()).hasMessage("away again");
        assertThat(third.cause()).hasMessage("no");
        enter(0, 60);
        assertThat(attempts).hasSize(3);
    }

    @Test
    void who_takes_forever_holds_up_nobody() {
        Future<String> hanging = enter(0, 60);
        Future<String> second = enter(0, 60);

        Awaitility.await().until(hanging::isComplete);
        nextTurn();
        attempts.getLast().complete("second");

        assertThat(((Failure) hanging.cause()).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        assertThat(second.result()).isEqualTo("second");
    }

    @Test
    void a_thousand_can_wait_and_fail_and_more_are_turned_away() {
        enter(0, 60);
        List<Future<String>> waiting = IntStream.range(0, 1_000)
                .mapToObj(i -> contenders.<String>enter(draft(professional, 0, 60), () -> Future.failedFuture("away")))
                .toList();
        Future<String> oneMore = enter(0, 60);

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

    private Future<String> enter(int from, int minutes) {
        return enter(professional, from, minutes);
    }

    private Future<String> enter(UUID whose, int from, int minutes) {
        return contenders.enter(draft(whose, from, minutes), () -> {
            Promise<String> attempt = Promise.promise();
            attempts.add(attempt);
            return attempt.future();
        });
    }

    private static Draft draft(UUID professional, int from, int minutes) {
        Instant start = NINE.plusSeconds(60L * from);
        Instant end = start.plusSeconds(60L * minutes);
        return new Draft(
                professional, UUID.randomUUID(), UUID.randomUUID(), "", start, end, start, end, ZoneOffset.UTC, null);
    }
}
