package io.busbar.bus.jobs.engine;

/** A step that runs on this node. */
final class HeldStep {
    private final LocalRunner<?> runner;
    private final ClaimedStep step;
    private volatile boolean lost;

    HeldStep(LocalRunner<?> runner, ClaimedStep step) {
        this.runner = runner;
        this.step = step;
    }

    LocalRunner<?> runner() {
        return runner;
    }

    ClaimedStep step() {
        return step;
    }

    /** Returns whether the outcome of this step will be refused. It is read on the context of the step. */
    boolean isLost() {
        return lost;
    }

    void markLost() {
        lost = true;
    }
}
