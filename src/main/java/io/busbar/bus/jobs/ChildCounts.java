package io.busbar.bus.jobs;

import io.busbar.bus.Doc;

/** The children of a job by how they ended, counted in one snapshot. */
public record ChildCounts(
        @Doc(value = "All children.", example = "1000") Long total,

        @Doc(value = "The children that have succeeded.", example = "640")
        Long succeeded,

        @Doc(value = "The children that have failed.", example = "2")
        Long failed,

        @Doc(value = "The children that were cancelled.", example = "0")
        Long cancelled) {
    /** The counts of a job without children. */
    public static final ChildCounts NONE = new ChildCounts(0L, 0L, 0L, 0L);

    /** Returns the number of children that have ended. */
    public long ended() {
        return succeeded + failed + cancelled;
    }
}
