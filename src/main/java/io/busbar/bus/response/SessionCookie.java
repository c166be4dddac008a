package io.busbar.bus.response;

/** The cookies of a session. Scripts can't read them. */
public enum SessionCookie {
    ACCESS,
    REFRESH,
    /** Recognizes a browser that was used to sign in before; it outlives the session. */
    DEVICE
}
