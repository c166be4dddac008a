package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireNamesTest {
    private static final WireNames<Role> NAMES = WireNames.of(Role.class);

    @Test
    void name_always_isLowerCase() {
        assertThat(NAMES.name(Role.PROFESSIONAL)).isEqualTo("professional");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void parse_wireName_returnsConstant(Role role) {
        assertThat(NAMES.parse(NAMES.name(role))).isSameAs(role);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "ADMIN", "Admin", " admin", "owner"})
    void parse_otherSpelling_throws(String name) {
        assertThatThrownBy(() -> NAMES.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be one of [customer, professional, admin]");
    }
}
