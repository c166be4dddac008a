package io.busbar.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A front that leaves")
class DrainTest {
    private static final int CLIENTS = 16;
    private static final int RESTARTS = 6;

    @ParameterizedTest(name = "keep-alive {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("fails no request of clients that turn elsewhere only when a connection is refused")
    void failsNoRequest(boolean keepAlive) throws Exception {
        AtomicIntegerArray ports = new AtomicIntegerArray(2);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        TestFront[] fronts = {TestFront.usual(), TestFront.usual()};
        ports.set(0, fronts[0].port());
        ports.set(1, fronts[1].port());
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int first = i % 2;
            clients.add(Thread.ofVirtual().start(() -> load(ports, first, keepAlive, enough, answered, failures)));
        }
        for (int round = 0; round < RESTARTS; round++) {
            int leaving = round % 2;
            int before = answered.get();
            TestFront old = fronts[leaving];
            TestFront.wait(old.front.stopAccepting());
            TestFront.wait(old.front.drain(Duration.ofSeconds(20)));
            old.close();
            fronts[leaving] = TestFront.usual();
            ports.set(leaving, fronts[leaving].port());
            org.awaitility.Awaitility.await().until(() -> answered.get() > before + 200);
        }
        enough.set(true);
        for (Thread client : clients) {
            client.join();
        }
        fronts[0].close();
        fronts[1].close();
        System.out.println("answered " + answered + " failures " + failures.size());
        assertThat(failures).isEmpty();
    }

    /** One client: sends one request after another until it has been enough. */
    private static void load(
            AtomicIntegerArray ports,
            int first,
            boolean keepAlive,
            AtomicBoolean enough,
            AtomicInteger answered,
            ConcurrentLinkedQueue<String> failures) {
        int node = first;
        RawClient connection = null;
        try {
            while (!enough.get()) {
                if (connection == null) {
                    try {
                        connection = new RawClient(ports.get(node));
                    } catch (ConnectException refused) {
                        node = 1 - node;
                        continue;
                    }
                }
                String answer = connection
                        .send("GET /api/things?limit=3 HTTP/1.1\r\nHost: a\r\n"
                                + (keepAlive ? "" : "Connection: close\r\n") + "\r\n")
                        .answer();
                if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith("]")) {
                    failures.add("answer: " + answer);
                }
                answered.incrementAndGet();
                if (answer.contains("connection: close")) {
                    connection.close();
                    connection = null;
                }
            }
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    @Test
    @DisplayName("finishes what is under way")
    void finishesWhatIsUnderWay() {}
}
