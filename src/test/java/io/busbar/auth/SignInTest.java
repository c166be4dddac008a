package io.busbar.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.TestNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in with a password, as clients see it. */
class SignInTest {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void the_right_password_opens_a_session_in_body_and_cookies() {
        Person maria = People.make(node, Role.PROFESSIONAL);

        Answer answer = maria.login(node.api());

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.body().path("msg").asText()).isEqualTo("Login successful");
        assertThat(answer.body().path("user").path("id").asText())
                .isEqualTo(maria.id().toString());
        assertThat(answer.body().path("tokenType").asText()).isEqualTo("Bearer");
        assertThat(answer.body().path("expiresIn").asInt()).isEqualTo(3600);
        assertThat(answer.headers().get("set-cookie"))
                .hasSize(3)
                .allMatch(cookie -> cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
                .anyMatch(cookie -> cookie.startsWith(
                        "access_token=" + answer.body().path("accessToken").asText() + "; Max-Age=3600"))
                .anyMatch(cookie -> cookie.startsWith(
                        "refresh_token=" + answer.body().path("refreshToken").asText() + "; Max-Age=604800"))
                .anyMatch(cookie -> cookie.startsWith("device_token="));
        Answer me = SignedIn.of(node, answer).api().get("/api/auth/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body().path("user")).isEqualTo(answer.body().path("user"));
    }

    @Test
    void whatever_names_the_account_opens_it_and_exactly_one_is_needed() {
        Person maria = People.make(node, Role.CUSTOMER);

        for (String body : List.of(
                "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(maria.username(), People.PASSWORD),
                "{\"email\":\"%s\",\"password\":\"%s\"}"
                        .formatted(maria.email().toUpperCase(Locale.ROOT), People.PASSWORD),
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(maria.username(), People.PASSWORD))) {
            assertThat(node.api().post("/api/auth/login", body).status())
                    .as(body)
                    .isEqualTo(200);
        }
        for (String body : List.of(
                "{\"password\":\"%s\"}".formatted(People.PASSWORD),
                "{\"email\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
                        .formatted(maria.email(), maria.username(), People.PASSWORD),
                "{\"email\":\"%s\"}".formatted(maria.email()),
                "{\"email\":\"%s\",\"password\":\"x\",\"deviceCookie\":\"x\"}".formatted(maria.email()),
                "{\"email\":\"%s\",\"password\":\"x\",\"userAgent\":\"x\"}".formatted(maria.email()))) {
            assertThat(node.api().post("/api/auth/login", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(sessions(maria)).isEqualTo(3);
    }

    @Test
    void a_wrong_password_an_unknown_identifier_and_an_unconfirmed_address_are_answered_alike() {
        Person maria = People.make(node, Role.CUSTOMER);
        Person pending = People.pending(node);

        List<Answer> refusals = List.of(
                maria.login(node.api(), "wrong password"),
                pending.login(node.api(), "wrong password"),
                pending.login(node.api()),
                node.api().post("/api/auth/login", "{\"identifier\":\"nobody@example.com\",\"password\":\"x\"}"));

        assertThat(refusals).allMatch(answer -> answer.status() == 401);
        assertThat(refusals)
                .extracting(answer -> answer.body().path("error").asText()
                        + answer.body().path("message").asText()
                        + answer.body().size())
                .containsOnly("INVALID_CREDENTIALS"
                        + "The identifier or the password is wrong, or the address is not confirmed yet" + 3);
        assertThat(refusals)
                .allMatch(answer -> !answer.headers().containsKey("set-cookie")
                        && !answer.headers().containsKey("retry-after"));
        assertThat(sessions(maria) + sessions(pending)).isZero();
    }

    @Test
    void the_right_password_of_an_unconfirmed_account_asks_for_another_link_and_a_wrong_one_does_not() {
        Person pending = People.pending(node);

        pending.login(node.api(), "wrong password");
        assertThat(announced("auth.confirmation.wanted", pending)).isZero();
        pending.login(node.api());
        assertThat(announced("auth.confirmation.wanted", pending)).isEqualTo(1);
    }

    @Test
    void whoever_is_refused_causes_the_same_work() {
        Person maria = People.make(node, Role.CUSTOMER);
        Person pending = People.pending(node);
        String asked = "bus.event where type = 'auth.confirmation.wanted'";
        String written = "bus.audit where action in ('auth.attempt', 'auth.refuse', 'auth.login')";

        for (Person person : List.of(
                maria, pending, new Person(node, pending.id(), "nobody@example.com", "nobody", Role.CUSTOMER))) {
            long events = node.count(asked);
            long changes = node.count(written);
            person.login(node.api(), person.equals(pending) ? People.PASSWORD : "wrong password");
            assertThat(node.count(asked) - events).as(person.email()).isEqualTo(1);
            assertThat(node.count(written) - changes).as(person.email()).isEqualTo(2);
        }
        assertThat(announced("auth.confirmation.wanted", maria)).isZero();
    }

    @Test
    void a_suspended_account_hears_so_only_with_the_right_password() {
        Person maria = People.make(node, Role.CUSTOMER);
        node.execute(
                "update users.account set status = 'suspended', version = version + 1 where id = '" + maria.id() + "'");

        assertThat(maria.login(node.api(), "wrong password").status()).isEqualTo(401);
        Answer answer = maria.login(node.api());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().path("error").asText()).isEqualTo("ACCOUNT_SUSPENDED");
        assertThat(sessions(maria)).isZero();
    }

    @Test
    void signing_in_takes_back_the_deletion_of_the_account_and_says_so() {
        Person maria = People.make(node, Role.CUSTOMER);
        node.execute("update users.account set status = 'leaving', version = version + 1, left_by = 'owner',"
                + " erase_at = now() + interval '9 days' where id = '" + maria.id() + "'");

        assertThat(maria.login(node.api(), "wrong password").status()).isEqualTo(401);
        assertThat(node.count("users.account where status = 'leaving' and id = '" + maria.id() + "'"))
                .isEqualTo(1);
        Answer answer = maria.login(node.api());

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.body().path("msg").asText())
                .isEqualTo("Login successful; the deletion of this account is taken back");
        assertThat(answer.body().path("user").path("status").asText()).isEqualTo("active");
        assertThat(SignedIn.of(node, answer).api().get("/api/auth/me").status()).isEqualTo(200);
    }

    @Test
    void a_sign_in_from_elsewhere_is_news_but_the_first_and_those_from_known_places_are_not() {
        try (TestNode proxied = TestNode.start(Map.of("TRUST_PROXY", "127.0.0.1"))) {
            Person maria = People.make(proxied, Role.CUSTOMER);
            Api home = proxied.api().with("X-Forwarded-For", "203.0.113.7");
            Api elsewhere = proxied.api().with("X-Forwarded-For", "198.51.100.9");

            Answer first = maria.login(home);
            maria.login(home);
            String known = first.body().path("deviceToken").asText();
            elsewhere.post("/api/auth/login", """
                    {"identifier":"%s","password":"%s","deviceToken":"%s"}""".formatted(maria.email(), People.PASSWORD, known));
            assertThat(announced(proxied, "auth.signed.in.anew", maria)).isZero();

            maria.login(proxied.api().with("X-Forwarded-For", "192.0.2.77"));
            assertThat(announced(proxied, "auth.signed.in.anew", maria)).isEqualTo(1);
        }
    }

    @Test
    void a_hash_of_another_cost_is_renewed_at_the_next_sign_in() {
        Person maria = People.make(node, Role.CUSTOMER);
        String weaker =
                new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(5, People.PASSWORD.getBytes(UTF_8)), UTF_8);
        node.execute(
                "update auth.credential set password_hash = '%s' where account = '%s'".formatted(weaker, maria.id()));

        maria.signIn();
        maria.signIn();

        assertThat(node.count("auth.credential where password_hash like '$2b$04$%' and account = '" + maria.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void the_device_is_called_by_the_name_it_gives_or_by_browser_and_system() {
        Person maria = People.make(node, Role.CUSTOMER);

        node.api().post("/api/auth/login", """
                {"email":"%s","password":"%s","deviceName":"Maria's phone"}""".formatted(maria.email(), People.PASSWORD));
        SignedIn browser = SignedIn.of(
                node,
                maria.login(node.api()
                        .with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")));

        assertThat(browser.api().get("/api/auth/sessions").body())
                .extracting(session -> session.path("device").asText()
                        + session.path("current").asBoolean())
                .containsExactly("Firefox on Linuxtrue", "Maria's phonefalse");
    }

    @Test
    void a_token_for_somebody_who_is_not_there_is_nobodys() {
        assertThat(node.api(Role.CUSTOMER).get("/api/auth/me").status()).isEqualTo(401);
        assertThat(node.api().get("/api/auth/me").status()).isEqualTo(401);
    }

    private static long sessions(Person person) {
        return node.count("auth.session where account = '" + person.id() + "'");
    }

    private static long announced(String event, Person person) {
        return announced(node, event, person);
    }

    private static long announced(TestNode on, String event, Person person) {
        return on.count("bus.event where type = '%s' and key = '%s'".formatted(event, person.id()));
    }
}
