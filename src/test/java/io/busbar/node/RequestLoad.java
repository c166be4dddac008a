package io.busbar.node;

import static org.awaitility.Awaitility.await;

import io.busbar.testing.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that send requests to several nodes until they are stopped. A request that throws has failed. */
public final class RequestLoad implements AutoCloseable {
    private final ExecutorService threads;
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    /** One request of a client. */
    @FunctionalInterface
    public interface LoadRequest {
        void send(TestNode node, int number);
    }

    private RequestLoad(int clients) {
        this.threads = Executors.newFixedThreadPool(clients);
    }

    /** Starts clients that send one request after the other, each to one of the nodes. */
    public static RequestLoad start(List<TestNode> nodes, int clients, LoadRequest request) {
        RequestLoad load = new RequestLoad(clients);
        AtomicInteger numbers = new AtomicInteger();
        for (int client = 0; client < clients; client++) {
            TestNode node = nodes.get(client % nodes.size());
            load.threads.execute(() -> load.sendUntilStopped(node, numbers, request));
        }
        return load;
    }

    private void sendUntilStopped(TestNode node, AtomicInteger numbers, LoadRequest request) {
        while (!stopping) {
            try {
                request.send(node, numbers.incrementAndGet());
                answered.incrementAndGet();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e.toString());
            }
        }
    }

    /** Returns how many requests were answered as they should. */
    public int answered() {
        return answered.get();
    }

    /** Waits until this many more requests were answered. */
    public void awaitRequests(int count) {
        int target = answered.get() + count;
        await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() >= target || !failures.isEmpty());
    }

    /** Stops the clients and returns the failures. */
    public List<String> stop() {
        close();
        return new ArrayList<>(failures);
    }

    @Override
    public void close() {
        stopping = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A client did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
