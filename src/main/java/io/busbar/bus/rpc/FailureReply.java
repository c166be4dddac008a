package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** A failure as the reply to a call. Plain Vert.x clients see its HTTP status and message. */
final class FailureReply extends ReplyException {
    private final transient Failure failure;
    private final boolean notStarted;
    private final long requiredRevision;

    private FailureReply(Failure failure, boolean notStarted, long requiredRevision) {
        super(ReplyFailure.RECIPIENT_FAILURE, failure.code().status(), failure.message());
        this.failure = failure;
        this.notStarted = notStarted;
        this.requiredRevision = requiredRevision;
    }

    static FailureReply of(Failure failure) {
        return new FailureReply(failure, false, 0);
    }

    /** Marks a call as rejected before any work began, so that any operation may be retried on another node. */
    static FailureReply notStarted(Failure failure) {
        return new FailureReply(failure, true, 0);
    }

    /**
     * Marks a call as rejected before any work began, because its caller knows an older declaration of the operation.
     *
     * @param requiredRevision the revision of the declarations that the caller needs at least
     */
    static FailureReply stale(long requiredRevision) {
        return new FailureReply(
                Failure.of(FailureCode.SERVICE_UNAVAILABLE, "The declaration of the operation has changed"),
                true,
                requiredRevision);
    }

    boolean isStale() {
        return requiredRevision > 0;
    }

    long requiredRevision() {
        return requiredRevision;
    }

    Failure failure() {
        return failure;
    }

    boolean isNotStarted() {
        return notStarted;
    }

    /** Returns the failure as a plain Vert.x exception, for receivers without the codec for {@link FailureReply}. */
    ReplyException toReplyException() {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, failureCode(), getMessage());
    }
}
