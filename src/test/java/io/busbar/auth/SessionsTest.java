package io.busbar.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.AtOnce;
import io.busbar.testing.Inbox;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.TestNode;
import io.busbar.testing.TwoNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over two nodes: how they go on, and how they end. */
class SessionsTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(1);

    private static TwoNodes nodes;
    private static TestNode here;
    private static TestNode there;

    @BeforeAll
    static void start() {
        nodes = TwoNodes.start(Map.of());
        here = nodes.here();
        there = nodes.there();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void a_refresh_token_is_exchanged_for_the_next_on_any_node() {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();

        Answer second = refresh(there, first.refreshToken());
        Answer third = refresh(here, refreshToken(second));

        assertThat(second.status()).as("%s", second.body()).isEqualTo(200);
        assertThat(second.body().path("msg").asText()).isEqualTo("Access token refreshed");
        assertThat(second.body().path("expiresIn").asInt()).isEqualTo(3600);
        assertThat(second.headers()).doesNotContainKey("set-cookie");
        assertThat(third.status()).isEqualTo(200);
        assertThat(Set.of(first.refreshToken(), refreshToken(second), refreshToken(third)))
                .hasSize(3);
        assertThat(me(there, third.body().path("accessToken").asText())).isEqualTo(200);
    }

    @Test
    void by_cookie_it_is_answered_by_cookies_alone() {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();
        Api browser = here.api()
                .with("Cookie", "refresh_token=" + first.refreshToken())
                .with("Sec-Fetch-Site", "same-origin");

        Answer answer = browser.post("/api/auth/refresh", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("{\"msg\":\"Access token refreshed\"}");
        assertThat(answer.headers().get("set-cookie"))
                .hasSize(2)
                .anyMatch(cookie -> cookie.startsWith("access_token="))
                .anyMatch(cookie -> cookie.startsWith("refresh_token="));
        assertThat(here.api()
                        .with("Cookie", "refresh_token=" + first.refreshToken())
                        .post("/api/auth/refresh", "{}")
                        .status())
                .as("from another site's page")
                .isEqualTo(403);
        assertThat(here.api().post("/api/auth/refresh", "{}").status()).isEqualTo(401);
    }

    @Test
    void twenty_at_once_over_two_nodes_get_one_and_the_same_successor() {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();

        List<Answer> answers = AtOnce.answers(20, i -> refresh(i % 2 == 0 ? here : there, first.refreshToken()));

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        Set<String> successors =
                new HashSet<>(answers.stream().map(SessionsTest::refreshToken).toList());
        assertThat(successors).hasSize(1);
        assertThat(refresh(there, successors.iterator().next()).status()).isEqualTo(200);
    }

    @Test
    void an_answer_that_was_lost_is_given_again_by_another_node() {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();

        Answer lost = refresh(here, first.refreshToken());
        Answer again = refresh(there, first.refreshToken());

        assertThat(refreshToken(again)).isEqualTo(refreshToken(lost));
        assertThat(here.count("auth.session where ended_at is not null and id = '" + session(first) + "'"))
                .isZero();
    }

    @Test
    void the_parent_after_ten_seconds_ends_the_session_and_its_access_tokens_everywhere() {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();
        Answer second = refresh(here, first.refreshToken());
        here.execute("update auth.session set rotated_at = now() - interval '11 seconds' where id = '" + session(first)
                + "'");

        assertThat(refresh(there, first.refreshToken()).status()).isEqualTo(401);

        assertDead(first, second);
    }

    @Test
    void a_grandparent_ends_the_session_at_once_and_no_descendant_goes_on() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn first = maria.signIn();
        SignedIn bystander = maria.signIn();
        Answer second = refresh(here, first.refreshToken());
        Answer third = refresh(here, refreshToken(second));

        assertThat(refresh(here, first.refreshToken()).status()).isEqualTo(401);

        assertDead(first, third);
        assertThat(here.count("bus.event where type = 'auth.refresh.token.reused' and key = '" + maria.id() + "'"))
                .isEqualTo(1);
        assertThat(me(there, bystander.accessToken())).isEqualTo(200);
        assertThat(refresh(there, bystander.refreshToken()).status()).isEqualTo(200);
        new Inbox(here, maria.email()).await("Somebody may have copied your sign-in");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 25, 40, 74})
    void a_token_that_was_not_made_here_is_refused_and_changes_nothing(int at) {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();
        char[] forged = first.refreshToken().toCharArray();
        forged[at] = forged[at] == 'A' ? 'Q' : 'A';

        assertThat(refresh(here, new String(forged)).status()).isEqualTo(401);
        assertThat(refresh(here, first.accessToken().substring(0, 75)).status()).isEqualTo(401);
        assertThat(refresh(here, "x").status()).isEqualTo(401);

        assertThat(me(here, first.accessToken())).isEqualTo(200);
        assertThat(refresh(here, first.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void a_refresh_token_is_no_access_token() {
        SignedIn first = People.make(here, Role.CUSTOMER).signIn();

        assertThat(me(here, first.refreshToken())).isEqualTo(401);
    }

    @Test
    void a_session_lasts_as_long_as_its_owner_wants_it_to_lie_idle() {
        Person maria = People.make(here, Role.CUSTOMER);
        here.execute("update users.account set session_minutes = 10 where id = '" + maria.id() + "'");

        Answer login = maria.login(here.api());
        SignedIn first = SignedIn.of(here, login);
        assertThat(login.body().path("expiresIn").asInt()).isEqualTo(600);
        assertThat(here.count(
                        "auth.session where id = '%s' and expires_at between now() + interval '9 min' and now() + interval '10 min'"
                                .formatted(session(first))))
                .isEqualTo(1);
        Answer second = refresh(here, first.refreshToken());
        here.execute("update auth.session set expires_at = now() where id = '" + session(first) + "'");

        assertThat(refresh(here, refreshToken(second)).status()).isEqualTo(401);
        assertThat(first.api().get("/api/auth/sessions").body()).isEmpty();
    }

    @Test
    void one_session_too_many_ends_the_one_that_was_not_used_for_longest() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn oldest = maria.signIn();
        SignedIn old = maria.signIn();
        here.execute("insert into auth.session (account, method, device, expires_at, access_until)"
                + " select '%s', 'password', 'Robot', now() + interval '1 day', now() from generate_series(1, %d)"
                        .formatted(maria.id(), Sessions.MOST - 2));
        assertThat(oldest.api(there).get("/api/auth/me").status()).isEqualTo(200);

        SignedIn newest = maria.signIn();

        assertDead(oldest);
        assertThat(old.api(there).get("/api/auth/me").status()).isEqualTo(200);
        assertThat(newest.api().get("/api/auth/sessions").body()).hasSize(Sessions.MOST);
    }

    @Test
    void neither_expired_sessions_nor_admins_who_act_as_somebody_count_among_the_hundred() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn oldest = maria.signIn();
        here.execute("insert into auth.session (account, method, device, expires_at, access_until)"
                + " select '%s', 'password', 'Robot', now(), now() from generate_series(1, %d)"
                        .formatted(maria.id(), Sessions.MOST));
        here.execute(
                "insert into auth.session (account, impersonator, reason, method, device, expires_at, access_until)"
                        + " select '%s', uuidv7(), 'x', 'impersonation', 'x', now() + interval '15 min', now() from generate_series(1, %d)"
                                .formatted(maria.id(), Sessions.MOST));

        maria.signIn();

        assertThat(here.count("auth.session where ended_at is not null and account = '" + maria.id() + "'"))
                .isZero();
        assertThat(me(there, oldest.accessToken())).isEqualTo(200);
    }

    @Test
    void who_may_not_sign_in_any_more_gets_no_token_either() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn first = maria.signIn();
        here.execute("update users.account set status = 'suspended' where id = '" + maria.id() + "'");

        Answer refused = refresh(here, first.refreshToken());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("error").asText()).isEqualTo("ACCOUNT_SUSPENDED");

        here.execute("delete from users.account where id = '" + maria.id() + "'");
        assertThat(refresh(here, first.refreshToken()).status()).isEqualTo(401);
    }

    @Test
    void signing_out_ends_the_session_everywhere_whatever_of_it_is_held() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn bystander = maria.signIn();
        SignedIn bearer = maria.signIn();
        SignedIn body = maria.signIn();
        SignedIn cookie = maria.signIn();

        Answer answer = bearer.api().post("/api/auth/logout", "{}");
        here.api().post("/api/auth/logout", "{\"refreshToken\":\"" + body.refreshToken() + "\"}");
        here.api()
                .with("Cookie", "refresh_token=" + cookie.refreshToken() + "; access_token=ended")
                .with("Sec-Fetch-Site", "same-origin")
                .post("/api/auth/logout", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("{\"msg\":\"Logged out successfully\"}");
        assertThat(answer.headers().get("set-cookie"))
                .hasSize(2)
                .anyMatch(each -> each.startsWith("access_token=; Max-Age=0"))
                .anyMatch(each -> each.startsWith("refresh_token=; Max-Age=0"));
        for (SignedIn ended : List.of(bearer, body, cookie)) {
            assertDead(ended);
        }
        assertThat(me(there, bystander.accessToken())).isEqualTo(200);
    }

    @Test
    void signing_out_without_a_session_succeeds_too() {
        assertThat(here.api().post("/api/auth/logout", "{}").status()).isEqualTo(200);
        assertThat(here.api()
                        .post("/api/auth/logout", "{\"refreshToken\":\"nonsense\",\"allDevices\":true}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void signing_out_everywhere_ends_all_of_ones_sessions_and_nobody_elses() {
        Person maria = People.make(here, Role.CUSTOMER);
        List<SignedIn> hers = List.of(maria.signIn(), maria.signIn(there), maria.signIn());
        SignedIn other = People.make(here, Role.CUSTOMER).signIn();

        here.api()
                .post(
                        "/api/auth/logout",
                        "{\"allDevices\":true,\"refreshToken\":\""
                                + hers.getFirst().refreshToken() + "\"}");

        hers.forEach(SessionsTest::assertDead);
        assertThat(me(there, other.accessToken())).isEqualTo(200);
    }

    @Test
    void an_outdated_refresh_token_ends_its_own_session_and_cannot_speak_for_the_others() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn bystander = maria.signIn();
        SignedIn first = maria.signIn();
        refresh(here, refreshToken(refresh(here, first.refreshToken())));

        here.api().post("/api/auth/logout", "{\"allDevices\":true,\"refreshToken\":\"" + first.refreshToken() + "\"}");

        assertDead(first);
        assertThat(me(there, bystander.accessToken())).isEqualTo(200);
    }

    @Test
    void sessions_are_listed_for_their_owner_and_ended_one_by_one() {
        Person maria = People.make(here, Role.CUSTOMER);
        SignedIn phone = maria.signIn();
        SignedIn laptop = maria.signIn();
        SignedIn stranger = People.make(here, Role.CUSTOMER).signIn();

        assertThat(laptop.api().get("/api/auth/sessions").body())
                .hasSize(2)
                .allMatch(session -> session.path("method").asText().equals("password")
                        && session.path("ip").asText().equals("127.0.0.1")
                        && session.path("userId").asText().equals(maria.id().toString()));
        assertThat(stranger.api().delete("/api/auth/sessions/" + session(phone)).status())
                .isEqualTo(404);
        assertThat(stranger.api()
                        .delete("/api/refresh-token/" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
        assertThat(me(there, phone.accessToken())).isEqualTo(200);

        assertThat(laptop.api().delete("/api/refresh-token/" + session(phone)).status())
                .isEqualTo(200);
        assertDead(phone);
        assertThat(laptop.api().get("/api/auth/sessions").body()).hasSize(1);
    }

    @Test
    void admins_see_and_end_everybodys_sessions_and_others_do_not() {
        Person maria = People.make(here, Role.CUSTOMER);
        List<SignedIn> hers =
                IntStream.range(0, 3).mapToObj(i -> maria.signIn()).toList();
        Api admin = People.make(here, Role.ADMIN).signIn().api();
        Api customer = hers.getFirst().api();

        List<String> seen = new ArrayList<>();
        Answer page = admin.get("/api/refresh-token?limit=2&userId=" + maria.id());
        page.body().forEach(session -> seen.add(session.path("id").asText()));
        Answer rest = admin.get(page.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
        rest.body().forEach(session -> seen.add(session.path("id").asText()));

        assertThat(seen)
                .containsExactlyElementsOf(
                        hers.reversed().stream().map(SessionsTest::session).toList());
        assertThat(rest.header("link")).isEmpty();
        assertThat(page.body().toString() + rest.body())
                .doesNotContain(hers.get(2).refreshToken());
        assertThat(admin.get("/api/refresh-token").body().size()).isGreaterThan(3);
        assertThat(admin.get("/api/refresh-token/" + seen.getFirst()).status()).isEqualTo(200);
        assertThat(admin.get("/api/refresh-token/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(customer.get("/api/refresh-token").status()).isEqualTo(403);
        assertThat(customer.get("/api/refresh-token/" + seen.getFirst()).status())
                .isEqualTo(403);
        assertThat(admin.delete("/api/refresh-token/" + session(hers.get(1))).status())
                .isEqualTo(200);
        assertDead(hers.get(1));
        assertThat(me(there, hers.get(0).accessToken())).isEqualTo(200);
    }

    private static void assertDead(SignedIn ended, Answer... later) {
        List<String> access = new ArrayList<>(List.of(ended.accessToken()));
        List<String> refresh = new ArrayList<>(List.of(ended.refreshToken()));
        for (Answer answer : later) {
            access.add(answer.body().path("accessToken").asText());
            refresh.add(refreshToken(answer));
        }
        for (TestNode node : List.of(here, there)) {
            for (String token : access) {
                await().atMost(PROMPTLY).until(() -> me(node, token) == 401);
            }
            for (String token : refresh) {
                assertThat(refresh(node, token).status()).isEqualTo(401);
            }
        }
    }

    private static Answer refresh(TestNode node, String token) {
        return node.api().post("/api/auth/refresh", "{\"refreshToken\":\"" + token + "\"}");
    }

    private static int me(TestNode node, String accessToken) {
        return node.api().bearing(accessToken).get("/api/auth/me").status();
    }

    private static String refreshToken(Answer answer) {
        return answer.body().path("refreshToken").asText();
    }

    private static String session(SignedIn signedIn) {
        return new SignedId(io.busbar.testing.Servers.jwtSecret(), "refresh-tokens/v1")
                .read(signedIn.refreshToken())
                .orElseThrow()
                .id()
                .toString();
    }
}
