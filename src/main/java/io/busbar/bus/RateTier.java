package io.busbar.bus;

/** Which allowance a request draws on. Signed-in callers draw on one of their own instead of {@link #GENERAL}. */
public enum RateTier {
    /** Per address. */
    GENERAL,
    /** Per address, tight: whatever takes a secret and can be guessed at. Holds for signed-in callers too. */
    AUTH
}
