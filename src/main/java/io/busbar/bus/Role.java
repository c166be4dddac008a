package io.busbar.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a signed-in person is to the marketplace. Nobody can register as {@link #ADMIN}. */
public enum Role {
    CUSTOMER,
    PROFESSIONAL,
    ADMIN;

    /** The name on the wire and in tokens: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the name on the wire; anything but the three is an {@link IllegalArgumentException}. */
    @JsonCreator
    public static Role of(String wireName) {
        for (Role role : values()) {
            if (role.wireName().equals(wireName)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no such role");
    }
}
