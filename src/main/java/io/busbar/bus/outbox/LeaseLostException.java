package io.busbar.bus.outbox;

/**
 * A step or a delivery no longer belongs to this node: its lease has expired and was taken over, or the job was cancelled or removed. The
 * transaction that would have written its outcome is rolled back.
 */
public final class LeaseLostException extends RuntimeException {
    public LeaseLostException() {
        super("The lease was lost", null, false, false);
    }
}
