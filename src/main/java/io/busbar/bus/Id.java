package io.busbar.bus;

import java.util.UUID;

/** The request of an operation on one object. */
public record Id(
        @Doc(value = "The ID of the object.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
        UUID id) {}
