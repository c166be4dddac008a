package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a call that got no answer: the one place where Vert.x's ways of failing become ours.
 *
 * @param kind    what is known of the work
 * @param failure what to tell the caller unless another node can help
 */
record CallFailure(CallFailureKind kind, Failure failure) {
    private static final Logger LOG = LoggerFactory.getLogger(CallFailure.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** What is known of the work. */
    enum CallFailureKind {
        /** The service said no. */
        FAILED,
        /** Nobody began it. */
        NOT_STARTED,
        /** Its node is gone, perhaps in the midst of it. */
        NODE_LOST,
        /** Too late to matter. */
        DEADLINE_EXCEEDED
    }

    /**
     * Judges a failed call.
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

    /** Nobody takes calls for it. */
    static Failure noInstance(String service) {
        return Failure.unavailable(service + " is currently unavailable", RETRY_AFTER);
    }

    /** The nodes that could are at the limit of what may be under way to them. */
    static Failure overloaded(String service) {
        return Failure.unavailable(service + " is overloaded; try again later", RETRY_AFTER);
    }

    static Failure deadlineExceeded() {
        return Failure.of(FailureCode.DEADLINE_EXCEEDED);
    }

    private static CallFailure of(ReplyException reply, String operation, boolean pastDeadline) {
        return switch (reply.failureType()) {
            case NO_HANDLERS -> new CallFailure(CallFailureKind.NOT_STARTED, noInstance(operation));
            // Before the deadline it is not the timer that says so but a consumer that was taken down with the message
            // still queued.
            case TIMEOUT ->
                pastDeadline
                        ? new CallFailure(CallFailureKind.DEADLINE_EXCEEDED, deadlineExceeded())
                        : new CallFailure(CallFailureKind.NOT_STARTED, noInstance(operation));
            case RECIPIENT_FAILURE -> new CallFailure(CallFailureKind.FAILED, fromReplyException(reply));
            case ERROR -> new CallFailure(CallFailureKind.FAILED, internal(operation, reply));
        };
    }

    /** A service that is not ours fails with an HTTP status, if it is kind. */
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
