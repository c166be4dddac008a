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
    void are_the_names_in_lower_case() {
        assertThat(NAMES.name(Role.PROFESSIONAL)).isEqualTo("professional");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void lead_back_to_their_constants(Role role) {
        assertThat(NAMES.parse(NAMES.name(role))).isSameAs(role);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "ADMIN", "Admin", " admin", "owner"})
    void are_spelled_in_one_way_only(String name) {
        assertThatThrownBy(() -> NAMES.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be one of [customer, professional, admin]");
    }
}
