package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The role of a signed-in user. No one can register as {@link #ADMIN}. */
public enum Role {
    CUSTOMER,
    PROFESSIONAL,
    ADMIN;

    private static final WireNames<Role> NAMES = WireNames.of(Role.class);

    /** Returns the name used in JSON and tokens, in lower case. */
    @JsonValue
    public String wireName() {
        return NAMES.name(this);
    }

    /**
     * Returns the role with this wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static Role of(String wireName) {
        return NAMES.parse(wireName);
    }
}
