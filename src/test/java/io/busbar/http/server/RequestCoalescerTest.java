package io.busbar.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RequestCoalescerTest {
    private final RequestCoalescer coalescer = new RequestCoalescer(Runnable::run);
    private final List<Promise<String>> started = new ArrayList<>();

    @Test
    void read_duringOngoingRead_sharesTheNextOne() {
        Future<String> first = read("what");
        List<Future<String>> later =
                IntStream.range(0, 50).mapToObj(i -> read("what")).toList();
        assertThat(started).hasSize(1);

        started.getFirst().complete("before");

        assertThat(first.result()).isEqualTo("before");
        assertThat(started).hasSize(2);
        assertThat(later).noneMatch(Future::isComplete);
        started.getLast().complete("after");
        assertThat(later).allMatch(response -> response.result().equals("after"));
        assertThat(started).hasSize(2);
    }

    @Test
    void read_afterCompletedRead_startsNewRead() {
        Future<String> first = read("what");
        started.getLast().complete("one");
        Future<String> second = read("what");
        started.getLast().complete("two");

        assertThat(first.result()).isEqualTo("one");
        assertThat(second.result()).isEqualTo("two");
    }

    @Test
    void read_withOtherKey_startsSeparateRead() {
        Future<String> firstRead = read("one");
        Future<String> other = read("other");
        started.getLast().complete("of the other");

        assertThat(firstRead.isComplete()).isFalse();
        assertThat(other.result()).isEqualTo("of the other");
    }

    @Test
    void read_afterFailedRead_doesNotInheritFailure() {
        read("what");
        Future<String> second = read("what");
        started.get(0).complete("fine");
        started.get(1).fail("away");
        Future<String> third = read("what");
        started.get(2).complete("fine again");

        assertThat(second.cause()).hasMessage("away");
        assertThat(third.result()).isEqualTo("fine again");
    }

    @Test
    void read_whenStartThrows_failsAndLaterReadSucceeds() {
        read("what");
        Future<String> second = coalescer.read("what", () -> {
            throw new IllegalStateException("no");
        });
        started.getFirst().complete("fine");
        Future<String> third = read("what");
        started.getLast().complete("fine again");

        assertThat(second.cause()).hasMessage("no");
        assertThat(third.result()).isEqualTo("fine again");
    }

    @Test
    void read_behindHangingRead_completesWithoutIt() {
        Future<String> hanging = read("what");
        Future<String> second = read("what");

        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            Future<String> another = read("what");
            started.stream().skip(1).forEach(read -> read.tryComplete("fine"));
            return another.succeeded();
        });

        assertThat(second.result()).isEqualTo("fine");
        assertThat(hanging.isComplete()).isFalse();
        started.getFirst().complete("late");
        assertThat(hanging.result()).isEqualTo("late");
    }

    @Test
    void sweep_withReadWaitingBehindHangingRead_startsIt() {
        Future<String> hanging = read("what");
        Future<String> second = read("what");

        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            coalescer.sweep();
            started.stream().skip(1).forEach(read -> read.tryComplete("fine"));
            return second.succeeded();
        });

        assertThat(started).hasSize(2);
        assertThat(hanging.isComplete()).isFalse();
    }

    private Future<String> read(String key) {
        return coalescer.read(key, () -> {
            Promise<String> response = Promise.promise();
            started.add(response);
            return response.future();
        });
    }
}
