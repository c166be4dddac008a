package io.busbar.bus.response;

/** The cookies that a session sets. Scripts cannot read them. */
public enum SessionCookie {
    ACCESS,
    REFRESH,
    /** Tells a browser that somebody signed in with before; outlives the session. */
    DEVICE
}
