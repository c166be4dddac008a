package io.busbar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
    private final SharedReads reads = new SharedReads(Runnable::run);
    private final List<Promise<String>> begun = new ArrayList<>();

    @Test
    void those_who_come_during_a_read_share_the_one_after_it() {
        Future<String> first = ask("what");
        List<Future<String>> later =
                IntStream.range(0, 50).mapToObj(i -> ask("what")).toList();
        assertThat(begun).hasSize(1);

        begun.getFirst().complete("before");

        assertThat(first.result()).isEqualTo("before");
        assertThat(begun).hasSize(2);
        assertThat(later).noneMatch(Future::isComplete);
        begun.getLast().complete("after");
        assertThat(later).allMatch(answer -> answer.result().equals("after"));
        assertThat(begun).hasSize(2);
    }

    @Test
    void nothing_is_kept_for_those_who_come_later() {
        Future<String> first = ask("what");
        begun.getLast().complete("one");
        Future<String> second = ask("what");
        begun.getLast().complete("two");

        assertThat(first.result()).isEqualTo("one");
        assertThat(second.result()).isEqualTo("two");
    }

    @Test
    void another_question_is_another_read() {
        Future<String> one = ask("one");
        Future<String> other = ask("other");
        begun.getLast().complete("of the other");

        assertThat(one.isComplete()).isFalse();
        assertThat(other.result()).isEqualTo("of the other");
    }

    @Test
    void a_failure_is_theirs_who_shared_it_and_nobody_elses() {
        ask("what");
        Future<String> second = ask("what");
        begun.get(0).complete("fine");
        begun.get(1).fail("away");
        Future<String> third = ask("what");
        begun.get(2).complete("fine again");

        assertThat(second.cause()).hasMessage("away");
        assertThat(third.result()).isEqualTo("fine again");
    }

    @Test
    void a_read_that_cannot_even_begin_leaves_nobody_waiting() {
        ask("what");
        Future<String> second = reads.ask("what", () -> {
            throw new IllegalStateException("no");
        });
        begun.getFirst().complete("fine");
        Future<String> third = ask("what");
        begun.getLast().complete("fine again");

        assertThat(second.cause()).hasMessage("no");
        assertThat(third.result()).isEqualTo("fine again");
    }

    @Test
    void behind_a_read_that_hangs_nobody_waits() {
        Future<String> hanging = ask("what");
        Future<String> second = ask("what");

        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            Future<String> another = ask("what");
            begun.stream().skip(1).forEach(read -> read.tryComplete("fine"));
            return another.succeeded();
        });

        assertThat(second.result()).isEqualTo("fine");
        assertThat(hanging.isComplete()).isFalse();
        begun.getFirst().complete("late");
        assertThat(hanging.result()).isEqualTo("late");
    }

    @Test
    void nor_if_nobody_comes_after_them() {
        Future<String> hanging = ask("what");
        Future<String> second = ask("what");

        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            reads.sweep();
            begun.stream().skip(1).forEach(read -> read.tryComplete("fine"));
            return second.succeeded();
        });

        assertThat(begun).hasSize(2);
        assertThat(hanging.isComplete()).isFalse();
    }

    private Future<String> ask(String question) {
        return reads.ask(question, () -> {
            Promise<String> answer = Promise.promise();
            begun.add(answer);
            return answer.future();
        });
    }
}
