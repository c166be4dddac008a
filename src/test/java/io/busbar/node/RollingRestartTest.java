package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.FailoverClient;
import io.busbar.testing.FailoverClient.FailoverResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes are restarted one after the other under load. */
@UsesServers
class RollingRestartTest {
    private static final int ROUNDS = 5;
    private static final int CLIENTS = 8;

    /** Leaves most of the processors to the nodes, so that a restart takes as long as it does in operation. */
    private static final long PAUSE_MS = 5;

    private final Map<String, String> place = Map.of(
            "DATABASE_URL", TestServers.freshDatabase(),
            "REDIS_URL", TestServers.redisUrl(),
            "JWT_SECRET", TestServers.jwtSecret());
    private final AtomicReferenceArray<TestNode> nodes = new AtomicReferenceArray<>(2);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger created = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void rollingRestarts_failNoRequestAndLoseNoWrite() throws IOException {
        nodes.set(0, TestNode.start(place));
        nodes.set(1, TestNode.start(place));
        String token = nodes.get(0).token(UserRole.ADMIN);

        List<LoadClient> clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> new LoadClient(number, token))
                .toList();
        try (ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS)) {
            List<ScheduledFuture<?>> loads = new ArrayList<>();
            for (LoadClient client : clients) {
                loads.add(threads.scheduleWithFixedDelay(client::sendNext, 0, PAUSE_MS, TimeUnit.MILLISECONDS));
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < 2; i++) {
                    int before = answered.get();
                    nodes.get(i).close();
                    nodes.set(i, TestNode.start(place));
                    assertThat(answered.get()).as("requests went on").isGreaterThan(before);
                }
            }
            loads.forEach(load -> load.cancel(false));
        }
        for (LoadClient client : clients) {
            client.close();
        }

        assertThat(failures).isEmpty();
        assertThat(nodes.get(0).count("catalog.service")).isEqualTo(created.get());
        assertThat(nodes.get(0).count("bus.event")).isEqualTo(created.get());
        nodes.get(0).close();
        nodes.get(1).close();
    }

    /** Sends three reads after each write. Half of the clients start at each node. */
    private final class LoadClient implements AutoCloseable {
        private final int number;
        private final String token;
        private final FailoverClient client;
        private int sent;

        LoadClient(int number, String token) {
            this.number = number;
            this.token = token;
            this.client = new FailoverClient(
                    List.of(() -> nodes.get(0).port(), () -> nodes.get(1).port()), number);
        }

        void sendNext() {
            try {
                if (sent % 4 == 0) {
                    create("Service " + number + " " + sent);
                } else {
                    expect(200, client.send("GET", "/api/services?limit=1", "", ""));
                }
                sent++;
                answered.incrementAndGet();
            } catch (IOException | RuntimeException e) {
                failures.add("client " + number + ": " + e);
            }
        }

        private void create(String title) throws IOException {
            expect(
                    201,
                    client.send(
                            "POST",
                            "/api/services",
                            "Authorization: Bearer " + token + "\r\n",
                            "{\"title\":\"" + title + "\",\"description\":\"d\",\"category\":\"c\"}"));
            created.incrementAndGet();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }

        private static void expect(int status, FailoverResponse response) throws IOException {
            if (response.status() != status) {
                throw new IOException("expected " + status + " but got " + response);
            }
        }
    }
}
