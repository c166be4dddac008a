package io.busbar.testing;

import io.busbar.testing.Api.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Requests that do not wait for each other. */
public final class AtOnce {
    private AtOnce() {}

    /** The answers to so many of them, in their order. */
    public static List<Answer> answers(int count, IntFunction<Answer> request) {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            return IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> request.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
