package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.testing.FailoverClient;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** Nodes are restarted one after the other under load. */
@UsesServers
class RollingRestartTest {
    private static final int ROUNDS = 10;
    private static final int CLIENTS = 8;

    private final Map<String, String> place = Map.of(
            "DATABASE_URL", TestServers.freshDatabase(),
            "REDIS_URL", TestServers.redisUrl(),
            "JWT_SECRET", TestServers.jwtSecret());
    private final AtomicReferenceArray<TestNode> nodes = new AtomicReferenceArray<>(2);
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger created = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void rollingRestarts_failNoRequestAndLoseNoWrite() throws Exception {
        nodes.set(0, TestNode.start(place));
        nodes.set(1, TestNode.start(place));
        String token = nodes.get(0).token(Role.ADMIN);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            clients.add(Thread.ofPlatform().start(() -> sendRequests(number, token)));
        }

        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 2; i++) {
                int before = answered.get();
                nodes.get(i).close();
                nodes.set(i, TestNode.start(place));
                assertThat(answered.get()).as("requests went on").isGreaterThan(before);
            }
        }
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }

        assertThat(failures).isEmpty();
        assertThat(nodes.get(0).count("catalog.service")).isEqualTo(created.get());
        assertThat(nodes.get(0).count("bus.event")).isEqualTo(created.get());
        nodes.get(0).close();
        nodes.get(1).close();
    }

    /** Reads and writes in turn. Half of the clients start at each node. */
    private void sendRequests(int number, String token) {
        List<IntSupplier> ports =
                List.of(() -> nodes.get(0).port(), () -> nodes.get(1).port());
        try (FailoverClient client = new FailoverClient(ports, number)) {
            for (int i = 0; !over.get(); i++) {
                boolean writes = i % 4 == 0;
                String title = "Service " + number + " " + i;
                FailoverClient.FailoverResponse failoverResponse = writes
                        ? client.send(
                                "POST",
                                "/api/services",
                                "Authorization: Bearer " + token + "\r\n",
                                "{\"title\":\"" + title + "\",\"description\":\"d\",\"category\":\"c\"}")
                        : client.send("GET", "/api/services?limit=1", "", "");
                if (failoverResponse.status() != (writes ? 201 : 200)) {
                    failures.add(failoverResponse.toString());
                } else if (writes) {
                    created.incrementAndGet();
                }
                answered.incrementAndGet();
            }
        } catch (Exception e) {
            failures.add("client " + number + ": " + e);
        }
    }
}
