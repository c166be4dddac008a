package io.busbar.bus;

/** Bytes as an answer, small enough for the bus. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Bytes(String mediaType, byte[] data) {}
