package io.busbar.bus;

/** The rate limit that applies to a request. Signed-in callers have a limit of their own instead of {@link #GENERAL}. */
public enum RateTier {
    /** The general limit, counted per IP address. */
    GENERAL,
    /** A low limit, counted per IP address even for signed-in callers: for operations that accept a secret which could be guessed. */
    AUTH
}
