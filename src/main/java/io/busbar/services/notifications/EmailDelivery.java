package io.busbar.services.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.data.WireNames;
import io.busbar.services.mail.MailOperations;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.mail.MailOperations.EmailSent;
import io.busbar.services.notifications.NotificationContinuations.EmailRequested;
import io.busbar.services.notifications.NotificationStore.StoredNotification;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications by email to recipients who have not turned emails off. Each attempt is recorded before it begins and after it
 * ends, so an attempt that a crash interrupted is visible. The next attempt has the same Message-ID.
 */
final class EmailDelivery {
    /** Longer than the lookup, two transactions and the mail server's timeout together. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(28);

    /** The delays double from two seconds up to one hour, which adds up to about a day and a half. */
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
                .on(NotificationContinuations.EMAIL_REQUESTED, this::deliver);
    }

    private Future<?> deliver(Tx tx, EventEnvelope<EmailRequested> envelope) {
        RequestContext requestContext = RequestContext.system("notifications.emails", DELIVERY_TIMEOUT);
        return store.find(envelope.payload().notification())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : loadRecipientAndDeliver(tx, found.get(), requestContext));
    }

    private Future<Void> loadRecipientAndDeliver(
            Tx tx, StoredNotification storedNotification, RequestContext requestContext) {
        return recipients
                .find(storedNotification.account(), null, requestContext)
                .compose(found -> {
                    Recipient recipient = found.get(storedNotification.account());
                    return recipient == null
                            ? Future.succeededFuture()
                            : sendOrSkip(tx, storedNotification, recipient, requestContext);
                });
    }

    private Future<Void> sendOrSkip(
            Tx tx, StoredNotification storedNotification, Recipient recipient, RequestContext requestContext) {
        UUID id = storedNotification.notification().id();
        String reason = reasonToSkip(storedNotification, recipient, Instant.now());
        if (reason != null) {
            return attempts.recordSkipped(tx, id, reason);
        }
        Email email = notificationEmails.toEmail(storedNotification, recipient);
        return begin(id, requestContext)
                .compose(attempt ->
                        attempt.isEmpty() ? Future.succeededFuture() : send(tx, attempt.get(), email, requestContext));
    }

    /** Returns the reason why no email is sent, as in {@link NotificationOperations.DeliveryAttempt}; null if one is sent. */
    static @Nullable String reasonToSkip(StoredNotification storedNotification, Recipient recipient, Instant now) {
        if (recipient.status() != AccountStatus.ACTIVE) {
            return WireNames.nameOf(recipient.status());
        }
        if (!recipient.preferences().email()) {
            return "preference";
        }
        Instant expiresAt = storedNotification.expiresAt();
        return expiresAt != null && now.isAfter(expiresAt) ? "late" : null;
    }

    private Future<Optional<UUID>> begin(UUID notification, RequestContext requestContext) {
        return changes.change(
                requestContext,
                "notifications.beginDeliveryAttempt",
                attemptTx -> attempts.begin(attemptTx, notification));
    }

    private Future<Void> send(Tx tx, UUID attempt, Email email, RequestContext requestContext) {
        return bus.call(MailOperations.SEND, email, requestContext)
                .transform(outcome -> end(tx, attempt, outcome, requestContext));
    }

    /**
     * Records the end of an attempt. A message that is invalid or that the recipient's server rejects permanently is given up; any
     * other failure causes another attempt.
     */
    private Future<Void> end(Tx tx, UUID attempt, AsyncResult<EmailSent> outcome, RequestContext requestContext) {
        if (outcome.succeeded()) {
            return attempts.markSent(tx, attempt, outcome.result().messageId());
        }
        Throwable cause = outcome.cause();
        if (cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR) {
            return attempts.markFailed(tx, attempt, "refused", failure.errors().toString());
        }
        return changes.change(
                        requestContext,
                        "notifications.endDeliveryAttempt",
                        attemptTx -> attempts.markFailed(attemptTx, attempt, "unavailable", errorOf(cause)))
                .transform(ignored -> Future.failedFuture(cause));
    }

    private static String errorOf(Throwable cause) {
        return cause instanceof Failure failure
                ? failure.message()
                : cause.getClass().getName();
    }
}
