package io.busbar.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads that many ask for at once, done once for all of them. Nobody is given what a read found that had begun before they asked, so
 * whoever has just changed something sees it: those who come while a read is under way share the one after it. For one event loop.
 */
final class SharedReads {
    /** Behind a read that takes longer than this nobody has to wait. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<Runnable> loop;
    private final Map<Object, Round<?>> rounds = new HashMap<>();

    /** @param loop runs something on the event loop, now when already there */
    SharedReads(Consumer<Runnable> loop) {
        this.loop = loop;
    }

    private static final class Round<T> {
        final long began = System.nanoTime();

        @Nullable
        Next<T> next;

        boolean isSlow() {
            return System.nanoTime() - began > PATIENCE;
        }

        /** Those who wait for its end get this answer. */
        void release(Future<T> answer) {
            Next<T> freed = next;
            next = null;
            if (freed != null) {
                answer.onComplete(freed.answer);
            }
        }
    }

    private record Next<T>(Supplier<Future<T>> read, Promise<T> answer) {}

    /** What a read finds that begins now or later. {@code question} equals that of every read that would find the same. */
    <T> Future<T> ask(Object question, Supplier<Future<T>> read) {
        @SuppressWarnings("unchecked") // a question has answers of one type
        Round<T> present = (Round<T>) rounds.get(question);
        if (present == null) {
            return begin(question, read);
        }
        if (present.isSlow()) {
            Future<T> answer = begin(question, read);
            present.release(answer);
            return answer;
        }
        Next<T> next = present.next;
        if (next == null) {
            next = new Next<>(read, Promise.promise());
            present.next = next;
        }
        return next.answer.future();
    }

    /** Begins anew for those who wait behind a slow read; to be called several times a second. */
    void sweep() {
        Map.copyOf(rounds).forEach((question, round) -> {
            if (round.isSlow()) {
                goOn(question, round);
            }
        });
    }

    private <T> Future<T> begin(Object question, Supplier<Future<T>> read) {
        Round<T> round = new Round<>();
        rounds.put(question, round);
        return Future.succeededFuture()
                .compose(now -> read.get()) // what it throws is a failure too
                .onComplete(done -> loop.accept(() -> ended(question, round)));
    }

    private <T> void ended(Object question, Round<T> round) {
        rounds.remove(question, round);
        goOn(question, round);
    }

    private <T> void goOn(Object question, Round<T> round) {
        Next<T> next = round.next;
        if (next != null) {
            round.release(begin(question, next.read));
        }
    }
}
