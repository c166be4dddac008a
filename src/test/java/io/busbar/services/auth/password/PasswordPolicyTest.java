package io.busbar.services.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plenty-of-taps-drip",
                "securePassword123",
                "        spaces only in front",
                "ßüße Träume",
                "онегин и татьяна",
                "👩‍🚒👨‍🚀🐢🐳🦊🐙",
                "aaaaaaab",
                "three small words"
            })
    void anything_not_guessed_first_may_be_one(String password) {
        PasswordPolicy.check(password, "/password", "maria@example.com", "maria.s", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PassWord",
                "Password123!",
                "ｐａｓｓｗｏｒｄ",
                "iloveyou",
                "qwertyuiop",
                "poiuytrewq",
                "12345678",
                "87654321",
                "aaaaaaaa",
                "abcabcabc",
                "wxyzwxyz",
                "abcdefgh",
                "1q2w3e4r",
                "Liverpool2024",
                "Monkey!!11"
            })
    void those_that_are_guessed_first_are_refused(String password) {
        assertThatThrownBy(() -> PasswordPolicy.check(password, "/newPassword"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.errors())
                                .containsExactly(new FieldError("/newPassword", "is too common or too easy to guess")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maria.schmidt@example.com",
                "Maria.Schmidt",
                "maria.schmidt99",
                "mariaschmidt",
                "Maria Schmidt",
                "plumber-of-rome"
            })
    void the_persons_own_names_are_refused(String password) {
        assertThatThrownBy(() -> PasswordPolicy.check(
                        password, "/password", "maria.schmidt@example.com", "plumber-of-rome", "Maria Schmidt"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.errors())
                                .containsExactly(
                                        new FieldError("/password", "must not be your name or email address")));
    }

    @Test
    void the_length_counts_in_characters_as_people_see_them_typed() {
        assertThatThrownBy(() -> PasswordPolicy.check("sevench", "/password")).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> PasswordPolicy.check("e\u0301e\u0301e\u0301e\u0301", "/password"))
                .isInstanceOf(Failure.class);
        assertThatThrownBy(() -> PasswordPolicy.check("x-".repeat(64) + "y", "/password"))
                .isInstanceOf(Failure.class);
        PasswordPolicy.check("one and two, and ".repeat(6) + "that is it", "/password");
    }
}
