package io.busbar.bus.lane;

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
record CallFailure(Kind kind, Failure failure) {
    private static final Logger LOG = LoggerFactory.getLogger(CallFailure.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    /** What is known of the work. */
    enum Kind {
        /** The service said no. */
        FAILED,
        /** Nobody began it. */
        UNTOUCHED,
        /** Its node is gone, perhaps in the midst of it. */
        LOST,
        /** Too late to matter. */
        LATE
    }

    /**
     * Judges a failed call.
     *
     * @param late whether the deadline has passed
     */
    static CallFailure of(Throwable cause, String operation, boolean late) {
        return switch (cause) {
            case Failure failure -> new CallFailure(Kind.FAILED, failure);
            case FailureReply reply ->
                new CallFailure(reply.isUntouched() ? Kind.UNTOUCHED : Kind.FAILED, reply.failure());
            case NodeLost lost -> new CallFailure(Kind.LOST, lost(operation));
            case ReplyException reply -> of(reply, operation, late);
            default -> new CallFailure(Kind.FAILED, internal(operation, cause));
        };
    }

    /** Nobody takes calls for it. */
    static Failure nobody(String service) {
        return Failure.unavailable("Nobody answers for " + service + " right now", SOON);
    }

    /** The nodes that could are at the limit of what may be under way to them. */
    static Failure capped(String service) {
        return Failure.unavailable("Too much is under way to " + service, SOON);
    }

    static Failure tooLate() {
        return Failure.of(FailureCode.DEADLINE_EXCEEDED);
    }

    private static CallFailure of(ReplyException reply, String operation, boolean late) {
        return switch (reply.failureType()) {
            case NO_HANDLERS -> new CallFailure(Kind.UNTOUCHED, nobody(operation));
            // Before the deadline it is not the timer that says so but a consumer that was taken down with the message
            // still queued.
            case TIMEOUT ->
                late ? new CallFailure(Kind.LATE, tooLate()) : new CallFailure(Kind.UNTOUCHED, nobody(operation));
            case RECIPIENT_FAILURE -> new CallFailure(Kind.FAILED, foreign(reply));
            case ERROR -> new CallFailure(Kind.FAILED, internal(operation, reply));
        };
    }

    /** A service that is not ours fails with an HTTP status, if it is kind. */
    private static Failure foreign(ReplyException reply) {
        String text = reply.getMessage();
        return Arrays.stream(FailureCode.values())
                .filter(code -> code.status() == reply.failureCode())
                .findFirst()
                .map(code -> text == null ? Failure.of(code) : Failure.of(code, text))
                .orElseGet(() -> Failure.of(FailureCode.INTERNAL_SERVER_ERROR));
    }

    private static Failure lost(String operation) {
        return Failure.of(
                FailureCode.SERVICE_UNAVAILABLE,
                "The node that worked on " + operation + " is gone; whether it was done is not known");
    }

    private static Failure internal(String operation, Throwable cause) {
        LOG.error("Calling {} failed", operation, cause);
        return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
    }
}
