package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes why a call failed. This is the only place that translates failures of Vert.x.
 *
 * @param kind    whether the call was started, as far as this node knows
 * @param failure the failure that the caller gets unless a retry succeeds
 */
record CallFailure(CallFailureKind kind, Failure failure) {
    private static final Logger LOG = LoggerFactory.getLogger(CallFailure.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    enum CallFailureKind {
        /** The service returned a failure. */
        FAILED,
        /** No service started to handle the call. */
        NOT_STARTED,
        /** The node was lost; it may have handled the call in part or in full. */
        NODE_LOST,
        /** The deadline passed. */
        DEADLINE_EXCEEDED
    }

    /**
     * Classifies a failed call.
     *
     * @param pastDeadline whether the deadline has passed
     */
    static CallFailure of(Throwable cause, String operation, boolean pastDeadline) {
        return switch (cause) {
            case Failure failure -> new CallFailure(CallFailureKind.FAILED, failure);
            case FailureReply reply ->
                new CallFailure(
                        reply.isNotStarted() ? CallFailureKind.NOT_STARTED : CallFailureKind.FAILED, reply.failure());
            case NodeLostException lost -> new CallFailure(CallFailureKind.NODE_LOST, nodeLost(operation));
            case ReplyException reply -> of(reply, operation, pastDeadline);
            default -> new CallFailure(CallFailureKind.FAILED, internal(operation, cause));
        };
    }

    /** Returns the failure for a service that no node offers at the moment. */
    static Failure noInstance(String service) {
        return Failure.unavailable(service + " is currently unavailable", RETRY_AFTER);
    }

    /** Returns the failure for a service whose nodes all have a full in-flight window. */
    static Failure overloaded(String service) {
        return Failure.unavailable(service + " is overloaded; try again later", RETRY_AFTER);
    }

    static Failure deadlineExceeded() {
        return Failure.of(FailureCode.DEADLINE_EXCEEDED);
    }

    private static CallFailure of(ReplyException reply, String operation, boolean pastDeadline) {
        return switch (reply.failureType()) {
            case NO_HANDLERS -> new CallFailure(CallFailureKind.NOT_STARTED, noInstance(operation));
            // Before the deadline, TIMEOUT means that a consumer was unregistered while the message was queued.
            case TIMEOUT ->
                pastDeadline
                        ? new CallFailure(CallFailureKind.DEADLINE_EXCEEDED, deadlineExceeded())
                        : new CallFailure(CallFailureKind.NOT_STARTED, noInstance(operation));
            case RECIPIENT_FAILURE -> new CallFailure(CallFailureKind.FAILED, fromReplyException(reply));
            case ERROR -> new CallFailure(CallFailureKind.FAILED, internal(operation, reply));
        };
    }

    /** Maps a failure of a service that is not part of Busbar: its failure code is read as an HTTP status. */
    private static Failure fromReplyException(ReplyException reply) {
        String text = reply.getMessage();
        return Arrays.stream(FailureCode.values())
                .filter(code -> code.status() == reply.failureCode())
                .findFirst()
                .map(code -> text == null ? Failure.of(code) : Failure.of(code, text))
                .orElseGet(() -> Failure.of(FailureCode.INTERNAL_SERVER_ERROR));
    }

    private static Failure nodeLost(String operation) {
        return Failure.of(
                FailureCode.SERVICE_UNAVAILABLE,
                "The node that handled " + operation + " was lost; the outcome is unknown");
    }

    private static Failure internal(String operation, Throwable cause) {
        LOG.error("Call of {} failed", operation, cause);
        return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
    }
}
