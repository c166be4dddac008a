package io.busbar.bus.jobs;

/** The order in which the due jobs of one type run. */
public enum JobPriority {
    HIGH(0),
    NORMAL(1),
    LOW(2);

    private final int rank;

    JobPriority(int rank) {
        this.rank = rank;
    }

    /** Returns the number that is stored; lower ones run first. */
    public int rank() {
        return rank;
    }
}
