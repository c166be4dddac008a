package io.busbar.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Role;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.TestNode;
import io.busbar.testing.TwoNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random walks over everything that can happen to sessions, on two nodes, held step by step against a model in memory. Time passes in the
 * database, not in the test.
 */
class SessionWalkTest {
    private static final int STEPS = 60;

    private static TwoNodes nodes;

    @BeforeAll
    static void start() {
        nodes = TwoNodes.start(Map.of());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    /** A session as the model has it: all refresh tokens it ever had, and whether the last exchange was lately. */
    private static final class Modelled {
        final List<String> refresh = new ArrayList<>();
        final List<String> access = new ArrayList<>();
        boolean alive = true;
        boolean lately;

        Modelled(SignedIn signedIn) {
            refresh.add(signedIn.refreshToken());
            access.add(signedIn.accessToken());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sessions_do_what_the_model_says(long seed) {
        Random random = new Random(seed);
        Person maria = People.make(nodes.here(), Role.CUSTOMER);
        List<Modelled> sessions = new ArrayList<>();
        sessions.add(new Modelled(maria.signIn()));
        for (int step = 0; step < STEPS; step++) {
            String what = "seed %d, step %d".formatted(seed, step);
            TestNode node = random.nextBoolean() ? nodes.here() : nodes.there();
            Modelled one = sessions.get(random.nextInt(sessions.size()));
            boolean alive = one.alive;
            switch (random.nextInt(10)) {
                case 0, 1 -> sessions.add(new Modelled(maria.signIn(node)));
                case 2, 3, 4, 5 -> present(node, one, one.refresh.size() - 1, what);
                case 6 -> present(node, one, random.nextInt(one.refresh.size()), what);
                case 7 -> sessions.forEach(each -> each.lately = false);
                case 8 -> {
                    assertThat(node.api()
                                    .post("/api/auth/logout", body(one.refresh.getLast()))
                                    .status())
                            .isEqualTo(200);
                    one.alive = false;
                }
                default -> {
                    int status = node.api()
                            .bearing(one.access.getLast())
                            .delete("/api/auth/sessions/" + id(one))
                            .status();
                    assertThat(status).as(what).isEqualTo(one.alive ? 200 : 401);
                    one.alive = false;
                }
            }
            if (alive && !one.alive) {
                for (TestNode each : List.of(nodes.here(), nodes.there())) {
                    await(what)
                            .atMost(Duration.ofSeconds(1))
                            .until(() -> one.access.stream().allMatch(token -> me(each, token) == 401));
                }
            }
        }
        for (Modelled each : sessions) {
            assertThat(each.access).allMatch(token -> me(nodes.there(), token) == (each.alive ? 200 : 401));
        }
        assertThat(nodes.here().count("auth.session where ended_at is null and account = '" + maria.id() + "'"))
                .isEqualTo(sessions.stream().filter(each -> each.alive).count());
    }

    private static void present(TestNode node, Modelled session, int index, String what) {
        node.execute("update auth.session set rotated_at = now() - interval '%d seconds' where id = '%s'"
                .formatted(session.lately ? 0 : 11, id(session)));
        Answer answer = node.api().post("/api/auth/refresh", body(session.refresh.get(index)));
        int newest = session.refresh.size() - 1;
        boolean again = index == newest - 1 && session.lately;
        if (!session.alive || (index != newest && !again)) {
            assertThat(answer.status()).as(what).isEqualTo(401);
            session.alive = false;
            return;
        }
        assertThat(answer.status()).as(what).isEqualTo(200);
        String successor = answer.body().path("refreshToken").asText();
        if (again) {
            assertThat(successor).as(what).isEqualTo(session.refresh.getLast());
        } else {
            assertThat(session.refresh).as(what).doesNotContain(successor);
            session.refresh.add(successor);
            session.lately = true;
        }
        session.access.add(answer.body().path("accessToken").asText());
    }

    private static int me(TestNode node, String accessToken) {
        return node.api().bearing(accessToken).get("/api/auth/me").status();
    }

    private static String id(Modelled session) {
        return new SignedId(io.busbar.testing.Servers.jwtSecret(), "refresh-tokens/v1")
                .read(session.refresh.getFirst())
                .orElseThrow()
                .id()
                .toString();
    }

    private static String body(String refreshToken) {
        return "{\"refreshToken\":\"" + refreshToken + "\"}";
    }
}
