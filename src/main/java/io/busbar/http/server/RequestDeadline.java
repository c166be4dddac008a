package io.busbar.http.server;

import io.busbar.bus.FailureCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time limit of one request: of reading its body, which the client may exceed, and of processing it, which the server may exceed.
 * Sending a file and an open socket have none.
 */
public final class RequestDeadline {
    /** The step to which the deadline applies. */
    private enum Phase {
        READING_BODY,
        PROCESSING,
        UNLIMITED
    }

    /** Applies until an endpoint sets its own time limit. */
    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(10);

    /**
     * How long after the deadline of a request the frontend itself gives up. The grace period lets the bus report the timeout
     * first.
     */
    private static final long TIMEOUT_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Extra read time for each received byte of a body: one second for 16 KB. */
    private static final long READ_NANOS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (16 << 10);

    private Phase phase = Phase.PROCESSING;
    private Duration timeLimit = DEFAULT_TIME_LIMIT;
    private long deadlineNanos;

    RequestDeadline(long nowNanos) {
        startProcessing(DEFAULT_TIME_LIMIT, nowNanos);
    }

    /** Starts the read timeout of the body. Each received byte extends it. */
    void startReading(Duration readTimeout, long nowNanos) {
        phase = Phase.READING_BODY;
        deadlineNanos = nowNanos + readTimeout.toNanos();
    }

    /** Ends the read timeout and starts the time limit of the endpoint again. */
    void finishReading(long nowNanos) {
        startProcessing(timeLimit, nowNanos);
    }

    /** Starts the time limit of the endpoint, plus a grace period in which the bus can report the timeout more precisely. */
    public void startProcessing(Duration newTimeLimit, long nowNanos) {
        phase = Phase.PROCESSING;
        timeLimit = newTimeLimit;
        deadlineNanos = nowNanos + newTimeLimit.toNanos() + TIMEOUT_GRACE_NANOS;
    }

    /** Lifts the time limit, so that only the idle timeout of the connection applies. */
    void lift() {
        phase = Phase.UNLIMITED;
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
            case UNLIMITED -> null;
        };
    }
}
