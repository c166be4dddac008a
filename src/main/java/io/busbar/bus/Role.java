package io.busbar.bus;

/** The role of a signed-in user. No one can register as {@link #ADMIN}. */
public enum Role {
    CUSTOMER,
    PROFESSIONAL,
    ADMIN
}
