package io.busbar.services.auth.session;

/** Why sessions end before their time. */
public final class SessionEndReason {
    static final String LOGOUT = "logout";
    static final String REVOKED = "revoked";
    static final String TOKEN_REUSED = "reuse";
    static final String SESSION_LIMIT = "surplus";
    public static final String SUSPENDED = "suspended";
    public static final String PENDING_DELETION = "leaving";
    public static final String ADMIN_ROLE_LOST = "standing";
    public static final String PASSWORD_CHANGED = "password";
    static final String ERASED = "erased";

    private SessionEndReason() {}
}
