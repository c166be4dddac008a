package io.busbar.bus.jobs.engine;

/** The step no longer belongs to this node: its lease has expired and was taken over, or the job was cancelled or removed. */
final class LeaseLostException extends RuntimeException {
    LeaseLostException() {
        super("The lease of the step was lost", null, false, false);
    }
}
