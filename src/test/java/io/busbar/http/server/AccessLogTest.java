package io.busbar.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.busbar.http.RawHttpClient;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@UsesServers
class AccessLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("busbar.access");
    private final @org.jspecify.annotations.Nullable Level before = logger.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        listener.start();
        logger.addAppender(listener);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(listener);
        logger.setLevel(before);
    }

    private JsonObject line(String requestId) {
        await().until(() -> lines.stream().anyMatch(line -> line.contains(requestId)));
        return lines.stream()
                .filter(line -> line.contains(requestId))
                .map(JsonObject::new)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void log_ofRequest_isJsonLineWithUserOperationStatusAndDuration() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            frontend.get(
                    "/api/things?limit=1", "Authorization", "Bearer " + TestTokens.customer(), "X-Request-Id", "log-1");
            JsonObject line = line("log-1");
            assertThat(line.fieldNames())
                    .containsExactly(
                            "time",
                            "requestId",
                            "trace",
                            "method",
                            "path",
                            "operation",
                            "status",
                            "ms",
                            "bytes",
                            "ip",
                            "user");
            assertThat(line.getString("method")).isEqualTo("GET");
            assertThat(line.getString("path")).isEqualTo("/api/things");
            assertThat(line.getString("operation")).isEqualTo("specimen.list");
            assertThat(line.getInteger("status")).isEqualTo(200);
            assertThat(line.getDouble("ms")).isPositive();
            assertThat(line.getInteger("bytes")).isGreaterThan(50);
            assertThat(line.getString("ip")).isEqualTo("127.0.0.1");
            assertThat(line.getString("user")).isEqualTo(TestTokens.ALICE.toString());
            frontend.get("/nothing", "X-Request-Id", "log-2");
            assertThat(line("log-2").getInteger("status")).isEqualTo(404);
            assertThat(line("log-2").fieldNames()).doesNotContain("operation", "user");
        }
    }

    @Test
    void log_ofPathWithSecret_redactsTheSegment() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            String secret = "k3yT4bW0a9uJ2sQ8rN6xV1cZ5pL7mD0fGhEiKjOqUwY";
            frontend.get("/api/things/" + secret + ".ics", "X-Request-Id", "log-secret");
            assertThat(line("log-secret").getString("path")).isEqualTo("/api/things/*");
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void log_ofRequestsWithSecrets_containsNoSecretsAndNoForgedLines() throws Exception {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            frontend.get(
                    "/api/things?search=canary-query", "Cookie", "access_token=canary-cookie", "X-Request-Id", "log-3");
            frontend.get("/api/things", "Authorization", "Bearer canary-bearer", "X-Request-Id", "log-4");
            frontend.post("/api/session", "{\"name\":\"canary-body\"}", "X-Request-Id", "log-5");
            frontend.get("/%22%7d%0a%7b%22a%22:1?canary-query", "X-Request-Id", "log-6");
            line("log-3");
            line("log-4");
            line("log-5");
            assertThat(line("log-6").getString("path")).isEqualTo("/%22%7d%0a%7b%22a%22:1");
            try (RawHttpClient client = new RawHttpClient(frontend.port())) {
                client.send("GET /\"x\\y HTTP/1.1\r\nHost: a\r\nX-Request-Id: log-7\r\n\r\n")
                        .readResponse();
            }
            assertThat(Objects.requireNonNull(line("log-7").getString("path"))).contains("\"x\\y");
            assertThat(lines).noneMatch(line -> line.contains("canary"));
        }
    }

    @Test
    void log_ofClientThatDisconnectsEarly_hasStatus499() throws Exception {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            try (RawHttpClient client = new RawHttpClient(frontend.port())) {
                client.send("GET /api/never HTTP/1.1\r\nHost: a\r\nX-Request-Id: log-8\r\n\r\n");
                await().until(() -> !frontend.bus.requests.isEmpty());
            }
            assertThat(line("log-8").getInteger("status")).isEqualTo(499);
        }
    }
}
