package io.busbar.bus.response;

/** A result, and whether it is the stored result of an earlier request with the same idempotency key. */
public record Reply<T>(T result, boolean replayed) {}
