package io.busbar.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.auth.SessionOperations.PersonalData;
import io.busbar.auth.SessionOperations.Session;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.Servers;
import io.busbar.testing.TestNode;
import io.busbar.testing.TwoNodes;
import io.busbar.users.AccountOperations.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of sessions when the account stands differently, and what is kept of them. */
class StandingTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(1);
    private static final Duration DELIVERED = Duration.ofSeconds(10);

    private static TwoNodes nodes;
    private static TestNode here;
    private static TestNode there;
    private static Api admin;

    @BeforeAll
    static void start() {
        nodes = TwoNodes.start(Map.of());
        here = nodes.here();
        there = nodes.there();
        admin = People.make(here, Role.ADMIN).signIn().api();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void suspension_ends_the_sessions_for_good() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn signedIn = maria.signIn();

        assertThat(status(maria, "suspended")).isEqualTo(200);

        await().atMost(PROMPTLY)
                .until(() -> signedIn.api(there).get("/api/auth/me").status() == 401);
        await().atMost(DELIVERED).until(() -> ended(maria, "suspended") == 1);
        assertThat(status(maria, "active")).isEqualTo(200);
        assertThat(refresh(there, signedIn))
                .as("a new start needs a new sign-in")
                .isEqualTo(401);
        assertThat(maria.login(there.api()).status()).isEqualTo(200);
    }

    @Test
    void another_role_needs_a_refresh_and_no_sign_in() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn signedIn = maria.signIn();

        assertThat(admin.put("/api/users/" + maria.id(), "{\"role\":\"professional\"}")
                        .status())
                .isEqualTo(200);

        await().atMost(PROMPTLY)
                .until(() -> signedIn.api(there).get("/api/auth/me").status() == 401);
        assertThat(refresh(there, signedIn)).isEqualTo(200);
    }

    @Test
    void impersonation_ends_when_the_admin_is_none_any_more() {
        Person maria = People.make(here, Role.CUSTOMER);
        Person boss = People.make(here, Role.ADMIN);
        Answer acting =
                boss.signIn().api().post("/api/users/" + maria.id() + "/impersonate", "{\"reason\":\"Ticket 1\"}");
        Api asMaria = there.api().bearing(acting.body().path("accessToken").asText());
        assertThat(asMaria.get("/api/auth/me").status()).isEqualTo(200);

        assertThat(admin.put("/api/users/" + boss.id(), "{\"role\":\"customer\"}")
                        .status())
                .isEqualTo(200);

        await().atMost(PROMPTLY).until(() -> asMaria.get("/api/auth/me").status() == 401);
        await().atMost(DELIVERED).until(() -> ended(maria, "standing") == 1);
    }

    @Test
    void erasure_leaves_nothing_of_sessions_and_factors() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn signedIn = maria.signIn();
        signedIn.api().post("/api/auth/2fa/setup", "{}");

        assertThat(admin.delete("/api/users/" + maria.id()).status()).isEqualTo(200);
        here.execute("update users.account set erase_at = now() where id = '" + maria.id() + "';"
                + " update bus.timer set due = now()");

        for (String table : List.of("session", "first_sign_in", "totp", "challenge", "recovery_code", "credential")) {
            await(table)
                    .atMost(DELIVERED)
                    .until(() -> here.count("auth." + table + " where account = '" + maria.id() + "'") == 0);
        }
        assertThat(signedIn.api(there).get("/api/auth/me").status()).isEqualTo(401);
        assertThat(refresh(there, signedIn)).isEqualTo(401);
    }

    @Test
    void people_get_what_is_kept_about_their_sign_ins() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn first = maria.signIn();
        maria.signIn();
        first.api().post("/api/auth/logout", "{}");

        PersonalData data = there.ask(SessionOperations.PERSONAL_DATA, new AccountId(maria.id()));

        assertThat(data.sessions()).hasSize(2).extracting(Session::endReason).containsExactly(null, "logout");
        assertThat(data.sessions()).allMatch(session -> "127.0.0.1".equals(session.ip()));
        assertThat(data.firstSignInAt()).isNotNull();
        assertThat(data.passwordChangedAt()).isNotNull();
        assertThat(data.twoFactorEnabledAt()).isNull();
    }

    @Test
    void no_token_lies_in_the_database() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn signedIn = maria.signIn();
        Answer next = here.api().post("/api/auth/refresh", "{\"refreshToken\":\"" + signedIn.refreshToken() + "\"}");
        String refreshToken = next.body().path("refreshToken").asText();

        assertThat(here.find(List.of(
                        signedIn.accessToken(),
                        signedIn.refreshToken(),
                        signedIn.deviceToken(),
                        refreshToken,
                        refreshToken.substring(36), // what vouches for it
                        signedIn.deviceToken().substring(24),
                        People.PASSWORD,
                        Servers.jwtSecret())))
                .isEmpty();
    }

    private static int status(Person person, String status) {
        return admin.put("/api/users/" + person.id() + "/status", "{\"status\":\"" + status + "\"}")
                .status();
    }

    private static int refresh(TestNode node, SignedIn signedIn) {
        return node.api()
                .post("/api/auth/refresh", "{\"refreshToken\":\"" + signedIn.refreshToken() + "\"}")
                .status();
    }

    private static long ended(Person person, String reason) {
        return here.count("auth.session where account = '%s' and end_reason = '%s'".formatted(person.id(), reason));
    }
}
