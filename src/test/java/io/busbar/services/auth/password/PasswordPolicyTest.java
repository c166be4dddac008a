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
    void check_withUncommonPassword_acceptsIt(String password) {
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
    void check_withCommonPassword_throwsFailure(String password) {
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
    void check_withNameOrEmailOfUser_throwsFailure(String password) {
        assertThatThrownBy(() -> PasswordPolicy.check(
                        password, "/password", "maria.schmidt@example.com", "plumber-of-rome", "Maria Schmidt"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.errors())
                                .containsExactly(
                                        new FieldError("/password", "must not be your name or email address")));
    }

    @Test
    void check_withLengthOutOfBounds_throwsFailure() {
        assertThatThrownBy(() -> PasswordPolicy.check("sevench", "/password")).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> PasswordPolicy.check("e\u0301e\u0301e\u0301e\u0301", "/password"))
                .isInstanceOf(Failure.class);
        assertThatThrownBy(() -> PasswordPolicy.check("x-".repeat(64) + "y", "/password"))
                .isInstanceOf(Failure.class);
        PasswordPolicy.check("one and two, and ".repeat(6) + "that is it", "/password");
    }
}
