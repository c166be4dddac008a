package io.busbar.testing;

import io.busbar.testing.ApiClient.ApiResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Sends requests concurrently. */
public final class ConcurrentRequests {
    private ConcurrentRequests() {}

    /** Sends this number of requests and returns their responses in order. */
    public static List<ApiResponse> send(int count, IntFunction<ApiResponse> request) {
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
