package io.busbar.services.auth.email;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.services.mail.MailOperations;
import io.busbar.services.mail.MailOperations.Email;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends emails through the mail service. Discards an email that is invalid or permanently rejected, because every further attempt would
 * fail, too.
 */
public final class EmailSender {
    private static final Logger LOG = LoggerFactory.getLogger(EmailSender.class);

    private final Bus bus;

    public EmailSender(Bus bus) {
        this.bus = bus;
    }

    /** Fails only if another attempt could succeed; an email that was discarded counts as sent. */
    Future<Void> send(Email email, RequestContext requestContext) {
        return bus.call(MailOperations.SEND, email, requestContext)
                .<Void>mapEmpty()
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR
                        ? discard(email, failure)
                        : Future.failedFuture(cause));
    }

    /** Logs only the names of the wrong fields, because their values are personal data. */
    private static Future<Void> discard(Email email, Failure failure) {
        LOG.warn(
                "Email {} was permanently rejected: {}",
                email.id(),
                failure.errors().stream().map(Failure.FieldError::field).toList());
        return Future.succeededFuture();
    }
}
