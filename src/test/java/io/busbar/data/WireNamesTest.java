package io.busbar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.services.users.AccountOperations.UserRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireNamesTest {

    @Test
    void nameOf_constant_isLowerCase() {
        assertThat(WireNames.nameOf(UserRole.PROFESSIONAL)).isEqualTo("professional");
    }

    @ParameterizedTest
    @EnumSource(UserRole.class)
    void parse_wireName_returnsConstant(UserRole role) {
        assertThat(WireNames.parse(UserRole.class, WireNames.nameOf(role))).isSameAs(role);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "ADMIN", "Admin", " admin", "owner"})
    void parse_otherSpelling_throws(String name) {
        assertThatThrownBy(() -> WireNames.parse(UserRole.class, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be one of [customer, professional, admin]");
    }
}
