package io.busbar.services.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.mail.MailOperations;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.mail.MailOperations.EmailSent;
import io.busbar.services.notifications.NotificationEvents.EmailRequested;
import io.busbar.services.notifications.NotificationStore.StoredNotification;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mails people what they were told, if they want it mailed. Each attempt is written down before it begins and when it has ended, so that one
 * which a crash has cut off is seen; the next has the same Message-ID.
 */
final class EmailDelivery {
    /** Longer than a lookup, two changes and the mail server's time together. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(28);

    /** With pauses that double from two seconds up to an hour: about a day and a half. */
    private static final int MAX_ATTEMPTS = 45;

    private final Bus bus;
    private final Changes changes;
    private final Recipients recipients;
    private final NotificationStore store;
    private final DeliveryAttemptStore attempts;
    private final NotificationEmails notificationEmails;

    EmailDelivery(
            Bus bus,
            Changes changes,
            Recipients recipients,
            NotificationStore store,
            DeliveryAttemptStore attempts,
            NotificationEmails notificationEmails) {
        this.bus = bus;
        this.changes = changes;
        this.recipients = recipients;
        this.store = store;
        this.attempts = attempts;
        this.notificationEmails = notificationEmails;
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.emails")
                .externalEffects()
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(NotificationEvents.EMAIL_REQUESTED, this::deliver);
    }

    private Future<?> deliver(Tx tx, EventEnvelope<EmailRequested> envelope) {
        RequestContext requestContext = RequestContext.system("notifications.emails", DELIVERY_TIMEOUT);
        return store.find(envelope.payload().notification())
                .compose(
                        found -> found.isEmpty() ? Future.succeededFuture() : deliver(tx, found.get(), requestContext));
    }

    private Future<Void> deliver(Tx tx, StoredNotification storedNotification, RequestContext requestContext) {
        return recipients
                .find(storedNotification.account(), null, requestContext)
                .compose(people -> {
                    Recipient recipient = people.get(storedNotification.account());
                    if (recipient == null) {
                        return Future.succeededFuture();
                    }
                    String reason = reasonToSkip(storedNotification, recipient, Instant.now());
                    return reason == null
                            ? attempt(
                                    tx,
                                    storedNotification,
                                    notificationEmails.toEmail(storedNotification, recipient),
                                    requestContext)
                            : attempts.recordSkipped(
                                    tx, storedNotification.notification().id(), reason);
                });
    }

    static @Nullable String reasonToSkip(StoredNotification storedNotification, Recipient recipient, Instant now) {
        if (recipient.status() != AccountStatus.ACTIVE) {
            return recipient.status().wireName();
        }
        if (!recipient.preferences().email()) {
            return "preference";
        }
        Instant expiresAt = storedNotification.expiresAt();
        return expiresAt != null && now.isAfter(expiresAt) ? "late" : null;
    }

    private Future<Void> attempt(
            Tx tx, StoredNotification storedNotification, Email email, RequestContext requestContext) {
        return changes.change(
                        requestContext,
                        "notifications.beginDeliveryAttempt",
                        attemptTx -> attempts.begin(
                                attemptTx, storedNotification.notification().id()))
                .compose(attempt -> attempt.isEmpty()
                        ? Future.succeededFuture()
                        : bus.call(MailOperations.SEND, email, requestContext)
                                .transform(outcome -> end(tx, attempt.get(), outcome, requestContext)));
    }

    /** One that is refused for what it is, or by the recipient's server for good, is given up; any other failure asks for another attempt. */
    private Future<Void> end(Tx tx, UUID attempt, AsyncResult<EmailSent> outcome, RequestContext requestContext) {
        if (outcome.succeeded()) {
            return attempts.markSent(tx, attempt, outcome.result().messageId());
        }
        Throwable cause = outcome.cause();
        if (cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR) {
            return attempts.markFailed(tx, attempt, "refused", failure.errors().toString());
        }
        String error = cause instanceof Failure failure
                ? failure.message()
                : cause.getClass().getName();
        return changes.change(
                        requestContext,
                        "notifications.endDeliveryAttempt",
                        attemptTx -> attempts.markFailed(attemptTx, attempt, "unavailable", error))
                .transform(ignored -> Future.failedFuture(cause));
    }
}
