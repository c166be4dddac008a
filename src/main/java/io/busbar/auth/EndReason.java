package io.busbar.auth;

/** Why sessions end before their time. */
final class EndReason {
    static final String LOGOUT = "logout";
    static final String REVOKED = "revoked";
    static final String REUSE = "reuse";
    static final String SURPLUS = "surplus";
    static final String SUSPENDED = "suspended";
    static final String LEAVING = "leaving";
    static final String STANDING = "standing";
    static final String PASSWORD = "password";
    static final String ERASED = "erased";

    private EndReason() {}
}
