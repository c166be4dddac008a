package io.busbar.services.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DeploymentSecrets;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs random operations on sessions on two nodes and compares each step with a model in memory. Time is advanced in the database, so the
 * test does not wait.
 */
@BusbarNode(nodes = 2)
class SessionModelTest {
    private static final int STEPS = 60;

    private static TwoNodeCluster nodes;

    @BeforeAll
    static void start(TwoNodeCluster given) {
        nodes = given;
    }

    /** A session in the model: all of its tokens, and whether the last refresh was within the grace period. */
    private static final class ModelSession {
        final List<String> refresh = new ArrayList<>();
        final List<String> access = new ArrayList<>();
        boolean alive = true;
        boolean rotatedRecently;

        ModelSession(TestSession testSession) {
            refresh.add(testSession.refreshToken());
            access.add(testSession.accessToken());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sessions_afterRandomActions_matchTheModel(long seed) {
        Random random = new Random(seed);
        TestUser maria = TestUsers.create(nodes.first(), UserRole.CUSTOMER);
        List<ModelSession> sessions = new ArrayList<>();
        sessions.add(new ModelSession(maria.signIn()));
        for (int step = 0; step < STEPS; step++) {
            String description = "seed %d, step %d".formatted(seed, step);
            TestNode node = random.nextBoolean() ? nodes.first() : nodes.second();
            ModelSession session = sessions.get(random.nextInt(sessions.size()));
            boolean alive = session.alive;
            switch (random.nextInt(10)) {
                case 0, 1 -> sessions.add(new ModelSession(maria.signIn(node)));
                case 2, 3, 4, 5 -> refreshAndCompare(node, session, session.refresh.size() - 1, description);
                case 6 -> refreshAndCompare(node, session, random.nextInt(session.refresh.size()), description);
                case 7 -> sessions.forEach(each -> each.rotatedRecently = false);
                case 8 -> {
                    assertThat(node.api()
                                    .post("/api/auth/logout", body(session.refresh.getLast()))
                                    .status())
                            .isEqualTo(200);
                    session.alive = false;
                }
                default -> {
                    int status = node.api()
                            .withToken(session.access.getLast())
                            .delete("/api/auth/sessions/" + id(session))
                            .status();
                    assertThat(status).as(description).isEqualTo(session.alive ? 200 : 401);
                    session.alive = false;
                }
            }
            if (alive && !session.alive) {
                for (TestNode each : List.of(nodes.first(), nodes.second())) {
                    await(description)
                            .atMost(Duration.ofSeconds(1))
                            .until(() ->
                                    session.access.stream().allMatch(token -> currentUserStatus(each, token) == 401));
                }
            }
        }
        for (ModelSession each : sessions) {
            assertThat(each.access)
                    .allMatch(token -> currentUserStatus(nodes.second(), token) == (each.alive ? 200 : 401));
        }
        assertThat(nodes.first().count("auth.session where ended_at is null and account = '" + maria.id() + "'"))
                .isEqualTo(sessions.stream().filter(each -> each.alive).count());
    }

    private static void refreshAndCompare(TestNode node, ModelSession session, int index, String description) {
        node.execute("update auth.session set rotated_at = now() - interval '%d seconds' where id = '%s'"
                .formatted(session.rotatedRecently ? 0 : 11, id(session)));
        ApiResponse apiResponse = node.api().post("/api/auth/refresh", body(session.refresh.get(index)));
        int newest = session.refresh.size() - 1;
        boolean again = index == newest - 1 && session.rotatedRecently;
        if (!session.alive || (index != newest && !again)) {
            assertThat(apiResponse.status()).as(description).isEqualTo(401);
            session.alive = false;
            return;
        }
        assertThat(apiResponse.status()).as(description).isEqualTo(200);
        String successor = apiResponse.body().path("refreshToken").asText();
        if (again) {
            assertThat(successor).as(description).isEqualTo(session.refresh.getLast());
        } else {
            assertThat(session.refresh).as(description).doesNotContain(successor);
            session.refresh.add(successor);
            session.rotatedRecently = true;
        }
        session.access.add(apiResponse.body().path("accessToken").asText());
    }

    private static int currentUserStatus(TestNode node, String accessToken) {
        return node.api().withToken(accessToken).get("/api/auth/me").status();
    }

    private static String id(ModelSession session) {
        return new SignedIdCodec(DeploymentSecrets.of(io.busbar.testing.TestServers.jwtSecret()), "refresh-tokens/v1")
                .decode(session.refresh.getFirst())
                .orElseThrow()
                .id()
                .toString();
    }

    private static String body(String refreshToken) {
        return "{\"refreshToken\":\"" + refreshToken + "\"}";
    }
}
