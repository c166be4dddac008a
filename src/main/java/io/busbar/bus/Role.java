package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The role of a signed-in user, which access rules name. The kernel knows {@link #ADMIN} only; services declare further ones.
 *
 * @param name the name in tokens, on the bus and in the audit, in lower-case letters
 */
public record Role(String name) {
    public static final Role ADMIN = new Role("admin");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Role {
        if (name.isEmpty() || !name.chars().allMatch(code -> code >= 'a' && code <= 'z')) {
            throw new IllegalArgumentException("A role is named with lower-case letters, unlike " + name);
        }
    }

    @JsonValue
    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
