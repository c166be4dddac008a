package io.busbar.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.TestNode;
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
}
