package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.NodeProcess;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over real processes, with email, while nodes are paused and killed. */
@UsesServers
class SessionFailoverTest {
    private static final Pattern TOKEN = Pattern.compile("token=([A-Za-z0-9_-]+)");
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    static Path folder;

    private static String database;
    private static NodeProcess here;
    private static NodeProcess elsewhere;

    @BeforeAll
    static void start() {
        database = TestServers.freshDatabase();
        here = node().awaitReady();
        elsewhere = node().awaitReady();
    }

    @AfterAll
    static void stop() {
        here.close();
        elsewhere.close();
    }

    @Test
    void signOut_whileOtherNodeIsPaused_isEnforcedWhenItResumes() {
        JsonNode tokens = signUp("paused");
        ApiClient there = api(elsewhere).withToken(tokens.path("accessToken").asText());
        assertThat(there.get("/api/auth/me").status()).isEqualTo(200);

        elsewhere.pause();
        try {
            assertThat(api(here)
                            .withToken(tokens.path("accessToken").asText())
                            .post("/api/auth/logout", "{}")
                            .status())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> countNodesSeenWithin(30) == 1);
        } finally {
            elsewhere.resume();
        }
        assertThat(there.get("/api/auth/me").status()).isEqualTo(401);
    }

    @Test
    void refresh_whileNodeIsKilled_keepsSession() {
        String refreshToken = signUp("killed").path("refreshToken").asText();
        NodeProcess victim = node().awaitReady();
        Thread killer = Thread.ofVirtual().unstarted(victim::kill);
        int refreshed = 0;
        try {
            while (true) {
                if (refreshed == 20) {
                    killer.start();
                }
                ApiResponse apiResponse = refresh(victim, refreshToken);
                assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
                refreshToken = apiResponse.body().path("refreshToken").asText();
                refreshed++;
            }
        } catch (UncheckedIOException killed) {
            assertThat(refreshed).isGreaterThanOrEqualTo(20);
        }
        // The client's token is valid whether or not the last refresh was committed.
        ApiResponse apiResponse = refresh(here, refreshToken);
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        assertThat(api(here)
                        .withToken(apiResponse.body().path("accessToken").asText())
                        .get("/api/auth/me")
                        .status())
                .isEqualTo(200);
    }

    private static NodeProcess node() {
        return NodeProcess.start(
                folder,
                Map.of(
                        "DATABASE_URL",
                        database,
                        "REDIS_URL",
                        TestServers.redisUrl(),
                        "JWT_SECRET",
                        TestServers.jwtSecret(),
                        "DEV_MAIL",
                        "true",
                        "BCRYPT_COST",
                        "4",
                        "PORT",
                        "0"));
    }

    /** Registers, verifies the address with the link of the email, and signs in. */
    private static JsonNode signUp(String name) {
        String email = name + "@example.com";
        ApiResponse registered = api(here)
                .post(
                        "/api/auth/register",
                        "{\"email\":\"%s\",\"password\":\"%s\",\"fullName\":\"Somebody\"}".formatted(email, PASSWORD));
        assertThat(registered.status()).as("%s", registered.body()).isEqualTo(201);
        AtomicReference<String> token = new AtomicReference<>("");
        await().until(() -> {
            // All nodes show the same mailbox.
            JsonNode mails = api(elsewhere)
                    .with("Accept", "application/json")
                    .get("/dev/mail?to=" + email)
                    .body();
            Matcher link = TOKEN.matcher(mails.path(0).path("text").asText());
            boolean found = link.find();
            token.set(found ? link.group(1) : "");
            return found;
        });
        assertThat(api(elsewhere)
                        .post("/api/auth/verify-email", "{\"token\":\"" + token + "\"}")
                        .status())
                .isEqualTo(200);
        ApiResponse signedIn = api(elsewhere)
                .post("/api/auth/login", "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD));
        assertThat(signedIn.status()).as("%s", signedIn.body()).isEqualTo(200);
        return signedIn.body();
    }

    private static ApiResponse refresh(NodeProcess node, String token) {
        return api(node).post("/api/auth/refresh", "{\"refreshToken\":\"" + token + "\"}");
    }

    private static long countNodesSeenWithin(int seconds) throws SQLException {
        try (Connection connection =
                        DatabaseAddress.parse(database).dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from node.member where last_seen_at > now() - interval '" + seconds + " s'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static ApiClient api(NodeProcess node) {
        return new ApiClient(node.url());
    }
}
