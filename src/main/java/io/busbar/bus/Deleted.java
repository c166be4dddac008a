package io.busbar.bus;

/** The response of an operation that deletes, ends or removes one object. */
public record Deleted(
        @Doc(value = "A human-readable message.", example = "Service deleted")
        String message) {}
