package io.busbar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
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
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A front that leaves")
class DrainTest {
    private static final int CLIENTS = 16;
    private static final int RESTARTS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String REQUEST = "GET /api/things?limit=3 HTTP/1.1\r\nHost: a\r\n";

    private static void leave(TestFront front) {
        TestFront.wait(front.front.stopAccepting());
        TestFront.wait(front.front.drain(PATIENCE));
        front.close();
    }

    /** How the clients use their connections. */
    enum Manner {
        KEEP_ALIVE,
        A_CONNECTION_EACH,
        HTTP_2
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("again and again, fails no request of clients that turn elsewhere only when a connection is refused:")
    void failsNoRequest(Manner manner) throws Exception {
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
            clients.add(Thread.ofVirtual().start(() -> {
                try (Client client = manner == Manner.HTTP_2 ? new Http2() : new Http1(manner == Manner.KEEP_ALIVE)) {
                    int node = first;
                    while (!enough.get()) {
                        try {
                            client.ask(ports.get(node));
                            answered.incrementAndGet();
                        } catch (ConnectException refused) {
                            node = 1 - node;
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e.toString());
                }
            }));
        }
        for (int round = 0; round < RESTARTS && failures.isEmpty(); round++) {
            int leaving = round % 2;
            int before = answered.get();
            await().until(() -> answered.get() > before + 100 || !failures.isEmpty());
            leave(fronts[leaving]);
            fronts[leaving] = TestFront.usual();
            ports.set(leaving, fronts[leaving].port());
        }
        enough.set(true);
        for (Thread client : clients) {
            client.join();
        }
        fronts[0].close();
        fronts[1].close();
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(100 * RESTARTS);
    }

    /** Asks once and throws for anything but a whole answer. */
    private interface Client extends AutoCloseable {
        void ask(int port) throws IOException;

        @Override
        void close() throws IOException;
    }

    private static final class Http1 implements Client {
        private final boolean keepAlive;
        private @org.jspecify.annotations.Nullable RawClient connection;

        Http1(boolean keepAlive) {
            this.keepAlive = keepAlive;
        }

        @Override
        public void ask(int port) throws IOException {
            RawClient open = connection == null ? new RawClient(port) : connection;
            connection = open;
            String answer = open.send(REQUEST + (keepAlive ? "\r\n" : "Connection: close\r\n\r\n"))
                    .answer();
            if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith("]")) {
                throw new IOException("answer: " + answer);
            }
            if (answer.contains("connection: close")) {
                close();
                connection = null;
            }
        }

        @Override
        public void close() throws IOException {
            if (connection != null) {
                connection.close();
            }
        }
    }

    private static final class Http2 implements Client {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        @Override
        public void ask(int port) throws IOException {
            try {
                var answer = client.send(
                        java.net.http.HttpRequest.newBuilder(
                                        java.net.URI.create("http://127.0.0.1:" + port + "/api/things?limit=3"))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() != 200 || !answer.body().endsWith("]")) {
                    throw new IOException("answer: " + answer.statusCode());
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    @DisplayName("refuses connections, finishes what is under way, and says that the connection ends there")
    void finishesWhatIsUnderWay() throws Exception {
        TestFront front = TestFront.usual();
        int port = front.port();
        try (RawClient waiting = new RawClient(port)) {
            waiting.send("GET /api/wait HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> !front.bus.requests.isEmpty());
            TestFront.wait(front.front.stopAccepting());
            Future<Void> drained = front.front.drain(PATIENCE);
            assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
            assertThat(drained.isComplete()).isFalse();
            front.bus.gate.complete();
            assertThat(waiting.answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("connection: close")
                    .endsWith("at last");
        }
        long from = System.nanoTime();
        TestFront.wait(front.front.drain(PATIENCE));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(PATIENCE);
        front.close();
    }

    @Test
    @DisplayName("answers those who were connected before and speak only now, and says on /health that it leaves")
    void answersTheSilent() throws Exception {
        TestFront front = TestFront.usual();
        Future<Void> drained;
        try (RawClient silent = new RawClient(front.port());
                RawClient known = new RawClient(front.port())) {
            known.send(REQUEST + "\r\n").answer();
            TestFront.wait(front.front.stopAccepting());
            drained = front.front.drain(PATIENCE);
            assertThat(silent.send(REQUEST + "\r\n").answer())
                    .startsWith("HTTP/1.1 200")
                    .contains("connection: close");
            assertThat(known.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").answer())
                    .startsWith("HTTP/1.1 503")
                    .contains("connection: close", "\"status\":\"draining\"", "\"draining\":true");
        }
        TestFront.wait(drained);
        front.close();
    }

    @Test
    @DisplayName("closes connections that stay silent for two seconds, and does not wait for them")
    void doesNotWaitForTheSilent() throws Exception {
        TestFront front = TestFront.usual();
        try (RawClient silent = new RawClient(front.port());
                RawClient idle = new RawClient(front.port())) {
            idle.send(REQUEST + "\r\n").answer();
            TestFront.wait(front.front.stopAccepting());
            long from = System.nanoTime();
            TestFront.wait(front.front.drain(PATIENCE));
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            assertThat(idle.untilClosed()).isEmpty();
            front.close();
            assertThat(silent.untilClosed()).isEmpty();
        }
    }

    @Test
    @DisplayName("waits no longer than it was told")
    void patience() throws Exception {
        TestFront front = TestFront.usual();
        try (RawClient waiting = new RawClient(front.port())) {
            waiting.send("GET /api/wait HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> !front.bus.requests.isEmpty());
            TestFront.wait(front.front.stopAccepting());
            long from = System.nanoTime();
            TestFront.wait(front.front.drain(Duration.ofMillis(300)));
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
            front.close();
        }
    }
}
