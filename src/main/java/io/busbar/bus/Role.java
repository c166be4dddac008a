package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a signed-in person is to the marketplace. Nobody can register as {@link #ADMIN}. */
public enum Role {
    CUSTOMER,
    PROFESSIONAL,
    ADMIN;

    private static final WireNames<Role> NAMES = WireNames.of(Role.class);

    /** The name on the wire and in tokens: lower case. */
    @JsonValue
    public String wireName() {
        return NAMES.name(this);
    }

    /** Reads the name on the wire; anything but the three is an {@link IllegalArgumentException}. */
    @JsonCreator
    public static Role of(String wireName) {
        return NAMES.parse(wireName);
    }
}
