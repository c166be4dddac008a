package io.busbar.bus;

/** The rate limit that applies to a request. Signed-in callers have a limit of their own instead of {@link #GENERAL}. */
public enum RateTier {
    /** Per IP address. */
    GENERAL,
    /**
     * Per IP address, with a low limit: for operations that accept a secret which could be guessed. It applies to signed-in callers too.
     */
    AUTH
}
