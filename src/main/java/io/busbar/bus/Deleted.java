package io.busbar.bus;

import jakarta.validation.constraints.NotNull;

/** The response of an operation that deletes, ends or removes one object. */
public record Deleted(
        @NotNull @Doc(value = "A human-readable message.", example = "Service deleted")
        String message) {}
