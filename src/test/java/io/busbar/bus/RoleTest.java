package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.RequestContext.AnonymousPrincipal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleTest {
    private static final Role EDITOR = new Role("editor");

    @Test
    void encode_role_writesItsName() {
        UserPrincipal user = new UserPrincipal(UUID.randomUUID(), EDITOR, "session");

        JsonObject json = Json.object(user);

        assertThat(json.getString("role")).isEqualTo("editor");
        assertThat(Json.from(json, UserPrincipal.class)).isEqualTo(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Admin", "a b", "ädmin", "admin,editor"})
    void create_withInvalidName_fails(String name) {
        assertThatThrownBy(() -> new Role(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void accessRule_ofRoles_allowsTheseRolesOnly() {
        Access rule = Access.role(Role.ADMIN, EDITOR);

        assertThat(rule.allows(user(EDITOR))).isTrue();
        assertThat(rule.allows(user(Role.ADMIN))).isTrue();
        assertThat(rule.allows(user(new Role("reader")))).isFalse();
        assertThat(rule.allows(new AnonymousPrincipal())).isFalse();
    }

    @Test
    void accessRule_signedIn_allowsEveryRole() {
        assertThat(Access.signedIn().allows(user(new Role("reader")))).isTrue();
        assertThat(Access.signedIn().allows(new AnonymousPrincipal())).isFalse();
    }

    private static UserPrincipal user(Role role) {
        return new UserPrincipal(UUID.randomUUID(), role, "session");
    }
}
