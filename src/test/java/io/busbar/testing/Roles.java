package io.busbar.testing;

import io.busbar.bus.Role;

/** Roles besides that of admins, for tests of what knows no service. */
public final class Roles {
    public static final Role CUSTOMER = new Role("customer");
    public static final Role PROFESSIONAL = new Role("professional");

    private Roles() {}
}
