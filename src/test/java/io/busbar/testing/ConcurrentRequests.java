package io.busbar.testing;

import io.busbar.testing.ApiClient.ApiResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Sends requests concurrently, up to 24 at a time: as many as two nodes have connections for changes. More would wait for a connection, and
 * a busy machine would rightly answer 503.
 */
public final class ConcurrentRequests {
    private static final int MAX_CONCURRENT = 24;

    private ConcurrentRequests() {}

    /** Sends this number of requests and returns their responses in order. */
    public static List<ApiResponse> send(int count, IntFunction<ApiResponse> request) {
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(count, MAX_CONCURRENT))) {
            return IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> request.apply(i), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }
}
