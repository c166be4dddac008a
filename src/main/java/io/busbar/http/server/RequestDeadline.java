package io.busbar.http.server;

import io.busbar.bus.FailureCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time limit of one request: first of reading its body, then of processing it. Sending the response has none. */
public final class RequestDeadline {
    /** The step to which the deadline applies. */
    private enum Phase {
        READING_BODY,
        PROCESSING,
        SENDING_RESPONSE
    }

    /** Applies until an endpoint sets its own time limit. */
    private static final long DEFAULT_TIME_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * How long after the deadline of a request the frontend itself gives up. The grace period lets the bus report the timeout
     * first.
     */
    private static final long TIMEOUT_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Extra read time for each received byte of a body: one second for 16 KB. */
    private static final long READ_NANOS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (16 << 10);

    private Phase phase = Phase.PROCESSING;
    private long deadlineNanos;

    RequestDeadline(long startNanos) {
        deadlineNanos = startNanos + DEFAULT_TIME_LIMIT_NANOS;
    }

    /** Starts the read timeout of the body. Each received byte extends it. */
    void startReading(Duration readTimeout) {
        phase = Phase.READING_BODY;
        deadlineNanos = System.nanoTime() + readTimeout.toNanos();
    }

    /** Starts the time limit of the operation, plus a grace period in which the bus can report the timeout more precisely. */
    public void startProcessing(Duration timeLimit) {
        phase = Phase.PROCESSING;
        deadlineNanos = System.nanoTime() + timeLimit.toNanos() + TIMEOUT_GRACE_NANOS;
    }

    /** Lifts the time limit. While the response is sent, only the idle timeout of the connection applies. */
    public void startSending() {
        phase = Phase.SENDING_RESPONSE;
    }

    /** Returns the failure of a request whose deadline has passed; null before. */
    @Nullable
    FailureCode failureAt(long nowNanos, long bytesReceived) {
        return switch (phase) {
            case READING_BODY ->
                nowNanos - deadlineNanos - bytesReceived * READ_NANOS_PER_BYTE >= 0
                        ? FailureCode.REQUEST_TIMEOUT
                        : null;
            case PROCESSING -> nowNanos - deadlineNanos >= 0 ? FailureCode.DEADLINE_EXCEEDED : null;
            case SENDING_RESPONSE -> null;
        };
    }
}
