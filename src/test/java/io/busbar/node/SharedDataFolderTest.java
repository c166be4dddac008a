package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.NodeProcess;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesServers
class SharedDataFolderTest {
    @TempDir
    private Path folder;

    private final List<NodeProcess> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(NodeProcess::close);
    }

    @Test
    void start_againInSameFolder_addsNodeAndKeepsConfirmedData() {
        NodeProcess first = start().awaitReady();
        NodeProcess second = start();
        NodeProcess third = start();
        second.awaitReady();
        third.awaitReady();
        assertThat(List.of(first.port(), second.port(), third.port())).doesNotHaveDuplicates();
        assertThat(second.output()).as("output of a further node").doesNotContain("first start only", "Migrating");

        String token = token();
        assertThat(create(first, token, "Tap repair").statusCode()).isEqualTo(201);

        first.kill();
        assertThat(create(second, token, "Roofing").statusCode()).isEqualTo(201);
        assertThat(titles(third)).contains("Tap repair", "Roofing");

        third.interrupt();
        assertThat(third.awaitExit()).isZero();
        assertThat(create(second, token, "Painting").statusCode()).isEqualTo(201);

        second.kill();
        NodeProcess next = start().awaitReady();
        assertThat(titles(next)).contains("Tap repair", "Roofing", "Painting");
        assertThat(create(next, token, "Gardening").statusCode())
                .as("an earlier token")
                .isEqualTo(201);

        next.terminate();
        assertThat(next.awaitExit()).isZero();
        assertThat(folder.resolve(".busbar/redis/redis.pid")).doesNotExist();
        assertThat(folder.resolve(".busbar/postgres/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void start_withInvalidConfiguration_reportsEveryProblemAndExitsWith2() {
        NodeProcess node = start(Map.of(
                "PORT",
                "http",
                "SERVICES",
                "payments",
                "JWT_SECRET",
                "short",
                "TLS_CERT",
                "missing.pem",
                "BUS_CA",
                "missing.pem"));
        assertThat(node.awaitExit()).isEqualTo(2);
        assertThat(node.output())
                .contains(
                        "PORT ",
                        "SERVICES ",
                        "JWT_SECRET ",
                        "TLS_CERT ",
                        "TLS_KEY ",
                        "BUS_CA ",
                        "BUS_CERT ",
                        "BUS_KEY ");
        assertThat(folder.resolve(".busbar/postgres")).doesNotExist();
    }

    @Test
    void start_withExternalServersAndTakenPort_exitsWith1AndReason() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(stranger.getLocalPort());
            NodeProcess node = start(Map.of(
                    "DATABASE_URL", TestServers.freshDatabase(),
                    "REDIS_URL", TestServers.redisUrl(),
                    "JWT_SECRET", TestServers.jwtSecret(),
                    "DEV_MAIL", "true",
                    "PORT", port));
            assertThat(node.awaitExit()).isEqualTo(1);
            assertThat(node.output()).contains("Cannot listen on port " + port + ": Address already in use");
            assertThat(folder.resolve(".busbar/postgres")).doesNotExist();
        }
    }

    private NodeProcess start() {
        return start(Map.of());
    }

    private NodeProcess start(Map<String, String> environment, String... arguments) {
        NodeProcess node = NodeProcess.start(folder, environment, arguments);
        nodes.add(node);
        return node;
    }

    private String token() {
        NodeProcess command = start(Map.of(), "token", "admin", "--expires", "10m");
        assertThat(command.awaitExit()).isZero();
        return command.output().strip();
    }

    private static HttpResponse<String> create(NodeProcess node, String token, String title) {
        String body = """
                {"title": "%s", "description": "We do it.", "category": "work"}""".formatted(title);
        return NodeProcess.send(HttpRequest.newBuilder(URI.create(node.url() + "/api/services"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String titles(NodeProcess node) {
        HttpResponse<String> answer = node.get("/api/services");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
