package io.busbar.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.http.RawHttpClient;
import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@UsesServers
class HttpDrainTest {
    private static final int CLIENTS = 16;
    private static final int RESTARTS = 10;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(20);
    private static final String REQUEST = "GET /api/things?limit=3 HTTP/1.1\r\nHost: a\r\n";

    private static void drainAndClose(TestFrontend frontend) {
        TestFrontend.wait(frontend.frontend.stopAccepting());
        TestFrontend.wait(frontend.frontend.drain(DRAIN_TIMEOUT));
        frontend.close();
    }

    /** How the clients use their connections. */
    enum ClientKind {
        KEEP_ALIVE,
        CONNECTION_PER_REQUEST,
        HTTP_2
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void drain_withClientsThatSwitchNodesWhenRefused_failsNoRequest(ClientKind clientKind) throws Exception {
        AtomicIntegerArray ports = new AtomicIntegerArray(2);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        TestFrontend[] frontends = {TestFrontend.withDefaults(), TestFrontend.withDefaults()};
        ports.set(0, frontends[0].port());
        ports.set(1, frontends[1].port());
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int first = i % 2;
            clients.add(Thread.ofVirtual().start(() -> {
                try (Client client = clientKind == ClientKind.HTTP_2
                        ? new Http2()
                        : new Http1(clientKind == ClientKind.KEEP_ALIVE)) {
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
            drainAndClose(frontends[leaving]);
            frontends[leaving] = TestFrontend.withDefaults();
            ports.set(leaving, frontends[leaving].port());
        }
        enough.set(true);
        for (Thread client : clients) {
            client.join();
        }
        frontends[0].close();
        frontends[1].close();
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(100 * RESTARTS);
    }

    /** Sends one request and throws unless the response is complete. */
    private interface Client extends AutoCloseable {
        void ask(int port) throws IOException;

        @Override
        void close() throws IOException;
    }

    private static final class Http1 implements Client {
        private final boolean keepAlive;
        private @org.jspecify.annotations.Nullable RawHttpClient connection;

        Http1(boolean keepAlive) {
            this.keepAlive = keepAlive;
        }

        @Override
        public void ask(int port) throws IOException {
            RawHttpClient open = connection == null ? new RawHttpClient(port) : connection;
            connection = open;
            String answer = open.send(REQUEST + (keepAlive ? "\r\n" : "Connection: close\r\n\r\n"))
                    .readResponse();
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
    void drain_withActiveRequest_completesItAndRefusesNewConnections() throws Exception {
        TestFrontend frontend = TestFrontend.withDefaults();
        int port = frontend.port();
        try (RawHttpClient waiting = new RawHttpClient(port)) {
            waiting.send("GET /api/wait HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> !frontend.bus.requests.isEmpty());
            TestFrontend.wait(frontend.frontend.stopAccepting());
            Future<Void> drained = frontend.frontend.drain(DRAIN_TIMEOUT);
            assertThatThrownBy(() -> new RawHttpClient(port)).isInstanceOf(ConnectException.class);
            assertThat(drained.isComplete()).isFalse();
            frontend.bus.waitGate.complete();
            assertThat(waiting.readResponse())
                    .startsWith("HTTP/1.1 200")
                    .contains("connection: close")
                    .endsWith("at last");
        }
        long from = System.nanoTime();
        TestFrontend.wait(frontend.frontend.drain(DRAIN_TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(DRAIN_TIMEOUT);
        frontend.close();
    }

    @Test
    void drain_withOpenConnections_servesThemAndReportsDraining() throws Exception {
        TestFrontend frontend = TestFrontend.withDefaults();
        Future<Void> drained;
        try (RawHttpClient silent = new RawHttpClient(frontend.port());
                RawHttpClient known = new RawHttpClient(frontend.port())) {
            known.send(REQUEST + "\r\n").readResponse();
            TestFrontend.wait(frontend.frontend.stopAccepting());
            drained = frontend.frontend.drain(DRAIN_TIMEOUT);
            assertThat(silent.send(REQUEST + "\r\n").readResponse())
                    .startsWith("HTTP/1.1 200")
                    .contains("connection: close");
            assertThat(known.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
                    .startsWith("HTTP/1.1 503")
                    .contains("connection: close", "\"status\":\"draining\"", "\"draining\":true");
        }
        TestFrontend.wait(drained);
        frontend.close();
    }

    @Test
    void drain_withIdleConnections_closesThemAfterTwoSeconds() throws Exception {
        TestFrontend frontend = TestFrontend.withDefaults();
        try (RawHttpClient silent = new RawHttpClient(frontend.port());
                RawHttpClient idle = new RawHttpClient(frontend.port())) {
            idle.send(REQUEST + "\r\n").readResponse();
            TestFrontend.wait(frontend.frontend.stopAccepting());
            long from = System.nanoTime();
            TestFrontend.wait(frontend.frontend.drain(DRAIN_TIMEOUT));
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            assertThat(idle.readUntilClosed()).isEmpty();
            frontend.close();
            assertThat(silent.readUntilClosed()).isEmpty();
        }
    }

    @Test
    void drain_withRequestThatNeverEnds_waitsNoLongerThanTimeout() throws Exception {
        TestFrontend frontend = TestFrontend.withDefaults();
        try (RawHttpClient waiting = new RawHttpClient(frontend.port())) {
            waiting.send("GET /api/wait HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> !frontend.bus.requests.isEmpty());
            TestFrontend.wait(frontend.frontend.stopAccepting());
            long from = System.nanoTime();
            TestFrontend.wait(frontend.frontend.drain(Duration.ofMillis(300)));
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
            frontend.close();
        }
    }
}
