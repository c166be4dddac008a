package io.busbar.bus.response;

/** Bytes as an answer, small enough for the bus. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record BinaryContent(String mediaType, byte[] data) {}
