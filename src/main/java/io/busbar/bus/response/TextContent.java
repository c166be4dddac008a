package io.busbar.bus.response;

/** Text as an answer; its media type stands in the declaration. */
public record TextContent(String text) {}
