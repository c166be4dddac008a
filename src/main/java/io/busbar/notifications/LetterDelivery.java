package io.busbar.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.mail.MailOperations;
import io.busbar.mail.MailOperations.Letter;
import io.busbar.mail.MailOperations.Sent;
import io.busbar.notifications.NotificationEvents.LetterWanted;
import io.busbar.notifications.NotificationStore.Told;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.RecipientOperations.Recipient;
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
final class LetterDelivery {
    /** Longer than a lookup, two changes and the mail server's time together. */
    private static final Duration PATIENCE = Duration.ofSeconds(28);

    /** With pauses that double from two seconds up to an hour: about a day and a half. */
    private static final int ATTEMPTS = 45;

    private final Bus bus;
    private final Changes changes;
    private final Recipients recipients;
    private final NotificationStore store;
    private final AttemptStore attempts;
    private final Letters letters;

    LetterDelivery(
            Bus bus,
            Changes changes,
            Recipients recipients,
            NotificationStore store,
            AttemptStore attempts,
            Letters letters) {
        this.bus = bus;
        this.changes = changes;
        this.recipients = recipients;
        this.store = store;
        this.attempts = attempts;
        this.letters = letters;
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.letters")
                .outside()
                .attempts(ATTEMPTS, Duration.ofSeconds(2))
                .on(NotificationEvents.LETTER_WANTED, this::deliver);
    }

    private Future<?> deliver(Tx tx, Occurrence<LetterWanted> wanted) {
        Caller caller = Caller.program("notifications.letters", PATIENCE);
        return store.find(wanted.payload().notification())
                .compose(found -> found.isEmpty() ? Future.succeededFuture() : deliver(tx, found.get(), caller));
    }

    private Future<Void> deliver(Tx tx, Told told, Caller caller) {
        return recipients.find(told.account(), null, caller).compose(people -> {
            Recipient recipient = people.get(told.account());
            if (recipient == null) {
                return Future.succeededFuture();
            }
            String reason = reasonToSkip(told, recipient, Instant.now());
            return reason == null
                    ? attempt(tx, told, letters.letter(told, recipient), caller)
                    : attempts.skip(tx, told.notification().id(), reason);
        });
    }

    static @Nullable String reasonToSkip(Told told, Recipient recipient, Instant now) {
        if (recipient.status() != Status.ACTIVE) {
            return recipient.status().wireName();
        }
        if (!recipient.wants().email()) {
            return "preference";
        }
        Instant mootAt = told.mootAt();
        return mootAt != null && now.isAfter(mootAt) ? "late" : null;
    }

    private Future<Void> attempt(Tx tx, Told told, Letter letter, Caller caller) {
        return changes.change(
                        caller,
                        "notifications.beginAttempt",
                        begun -> attempts.begin(begun, told.notification().id()))
                .compose(attempt -> attempt.isEmpty()
                        ? Future.succeededFuture()
                        : bus.call(MailOperations.SEND, letter, caller)
                                .transform(outcome -> end(tx, attempt.get(), outcome, caller)));
    }

    /** One that is refused for what it is, or by the recipient's server for good, is given up; any other failure asks for another attempt. */
    private Future<Void> end(Tx tx, UUID attempt, AsyncResult<Sent> outcome, Caller caller) {
        if (outcome.succeeded()) {
            return attempts.sent(tx, attempt, outcome.result().messageId());
        }
        Throwable cause = outcome.cause();
        if (cause instanceof Failure failure && failure.code() == FailureCode.VALIDATION_ERROR) {
            return attempts.failed(tx, attempt, "refused", failure.errors().toString());
        }
        String error = cause instanceof Failure failure
                ? failure.text()
                : cause.getClass().getName();
        return changes.change(
                        caller,
                        "notifications.endAttempt",
                        ended -> attempts.failed(ended, attempt, "unavailable", error))
                .transform(written -> Future.failedFuture(cause));
    }
}
