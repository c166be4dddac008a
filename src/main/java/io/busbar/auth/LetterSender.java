package io.busbar.auth;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.mail.MailOperations;
import io.busbar.mail.MailOperations.Letter;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands letters over. One that is refused for what it is, or by its recipient's server for good, is given up: every further attempt would end the same. */
final class LetterSender {
    private static final Logger LOG = LoggerFactory.getLogger(LetterSender.class);

    private final Bus bus;

    LetterSender(Bus bus) {
        this.bus = bus;
    }

    /** Fails when another attempt makes sense. */
    Future<Void> send(Letter letter, Caller caller) {
        return bus.call(MailOperations.SEND, letter, caller)
                .<Void>mapEmpty()
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR
                        ? givenUp(letter, failure)
                        : Future.failedFuture(cause));
    }

    /** The fields tell what to look for, and nothing of the person. */
    private static Future<Void> givenUp(Letter letter, Failure failure) {
        LOG.warn(
                "Letter {} is refused for good at {}",
                letter.id(),
                failure.errors().stream().map(Failure.FieldError::field).toList());
        return Future.succeededFuture();
    }
}
