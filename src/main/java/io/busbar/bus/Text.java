package io.busbar.bus;

/** Text as an answer; its media type stands in the declaration. */
public record Text(String text) {}
