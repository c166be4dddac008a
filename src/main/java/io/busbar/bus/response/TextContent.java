package io.busbar.bus.response;

/** A text result; the operation's declaration names its media type. */
public record TextContent(String text) {}
