package io.busbar.services.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.Changes;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.ExternalSubscriber;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications by email to recipients who have not turned emails off. Each attempt is recorded before it begins and after it
 * ends, so an attempt that a crash interrupted is visible. The next attempt has the same Message-ID.
 */
final class EmailDelivery {
    /** The delays double from two seconds up to one hour, which adds up to about a day and a half. */
    private static final int MAX_ATTEMPTS = 45;

    private final Bus bus;
    private final Changes changes;
    private final Recipients recipients;
    private final NotificationStore store;
    private final DeliveryAttemptStore attempts;
    private final NotificationEmails notificationEmails;

    /** The result of an attempt that needs no other attempt. */
    private sealed interface AttemptResult {}

    /** The notification or its recipient no longer exists. */
    private record NoAttempt() implements AttemptResult {}

    private record AttemptSkipped(String reason) implements AttemptResult {}

    private record AttemptSent(UUID attempt, String messageId) implements AttemptResult {}

    private record AttemptRefused(UUID attempt, String error) implements AttemptResult {}

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

    ExternalSubscriber subscriber() {
        return new ExternalSubscriber("notifications.emails")
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(NotificationContinuations.EMAIL_REQUESTED, this::deliver, this::writeResult);
    }

    private Future<AttemptResult> deliver(EventEnvelope<EmailRequested> envelope, RequestContext requestContext) {
        return store.find(envelope.payload().notification())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(new NoAttempt())
                        : loadRecipientAndDeliver(found.get(), requestContext));
    }

    private Future<AttemptResult> loadRecipientAndDeliver(
            StoredNotification storedNotification, RequestContext requestContext) {
        UUID account = storedNotification.account();
        return recipients.find(Set.of(account), requestContext).compose(found -> {
            Recipient recipient = found.get(account);
            return recipient == null
                    ? Future.succeededFuture(new NoAttempt())
                    : sendOrSkip(storedNotification, recipient, requestContext);
        });
    }

    private Future<AttemptResult> sendOrSkip(
            StoredNotification storedNotification, Recipient recipient, RequestContext requestContext) {
        String reason = reasonToSkip(storedNotification, recipient, Instant.now());
        if (reason != null) {
            return Future.succeededFuture(new AttemptSkipped(reason));
        }
        Email email = notificationEmails.toEmail(storedNotification, recipient);
        return begin(storedNotification.notification().id(), requestContext)
                .compose(attempt -> attempt.isEmpty()
                        ? Future.succeededFuture(new NoAttempt())
                        : send(attempt.get(), email, requestContext));
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
                requestContext, "notifications.beginDeliveryAttempt", tx -> attempts.begin(tx, notification));
    }

    private Future<AttemptResult> send(UUID attempt, Email email, RequestContext requestContext) {
        return bus.call(MailOperations.SEND, email, requestContext)
                .transform(outcome -> end(attempt, outcome, requestContext));
    }

    /**
     * Ends an attempt. A message that is invalid or that the recipient's server rejects permanently is given up; any other failure is
     * recorded at once and causes another attempt.
     */
    private Future<AttemptResult> end(UUID attempt, AsyncResult<EmailSent> outcome, RequestContext requestContext) {
        if (outcome.succeeded()) {
            return Future.succeededFuture(
                    new AttemptSent(attempt, outcome.result().messageId()));
        }
        Throwable cause = outcome.cause();
        if (cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR) {
            return Future.succeededFuture(
                    new AttemptRefused(attempt, failure.errors().toString()));
        }
        return changes.change(
                        requestContext,
                        "notifications.endDeliveryAttempt",
                        tx -> attempts.markFailed(tx, attempt, "unavailable", errorOf(cause)))
                .transform(ignored -> Future.failedFuture(cause));
    }

    /** Records the result of an attempt in the transaction that acknowledges the event. */
    private Future<Void> writeResult(Tx tx, EventEnvelope<EmailRequested> envelope, AttemptResult result) {
        return switch (result) {
            case NoAttempt noAttempt -> Future.succeededFuture();
            case AttemptSkipped skipped ->
                attempts.recordSkipped(tx, envelope.payload().notification(), skipped.reason());
            case AttemptSent sent -> attempts.markSent(tx, sent.attempt(), sent.messageId());
            case AttemptRefused refused -> attempts.markFailed(tx, refused.attempt(), "refused", refused.error());
        };
    }

    private static String errorOf(Throwable cause) {
        return cause instanceof Failure failure
                ? failure.message()
                : cause.getClass().getName();
    }
}
