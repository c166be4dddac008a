package io.busbar.services.auth.session;

/** The reasons for which sessions are ended before they expire. */
public final class SessionEndReason {
    static final String LOGOUT = "logout";
    static final String REVOKED = "revoked";
    static final String TOKEN_REUSED = "token_reused";
    static final String SESSION_LIMIT = "session_limit";
    public static final String SUSPENDED = "suspended";
    public static final String PENDING_DELETION = "pending_deletion";
    public static final String ADMIN_ROLE_LOST = "admin_role_lost";
    public static final String PASSWORD_CHANGED = "password_changed";
    static final String ERASED = "erased";

    private SessionEndReason() {}
}
