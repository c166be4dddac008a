package io.busbar.bus.response;

/** An answer, and whether it was given before and is now repeated because of an idempotency key. */
public record Reply<T>(T result, boolean replayed) {}
