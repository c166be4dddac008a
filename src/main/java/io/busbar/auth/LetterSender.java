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

/** Hands letters over. One that its recipient's server refuses for good is given up, as every further attempt would end the same. */
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
                .recover(cause -> isRefused(cause) ? givenUp(letter) : Future.failedFuture(cause));
    }

    private static boolean isRefused(Throwable cause) {
        return cause instanceof Failure failure
                && failure.code() == FailureCode.VALIDATION_ERROR
                && failure.errors().stream().allMatch(error -> error.field().equals("/to"));
    }

    private static Future<Void> givenUp(Letter letter) {
        LOG.info("The recipient of letter {} is refused for good", letter.id());
        return Future.succeededFuture();
    }
}
