package io.busbar.bus.response;

/** A binary result that is small enough for the bus. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record BinaryContent(String mediaType, byte[] data) {}
