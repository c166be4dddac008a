package io.busbar.services.notifications;

import static io.busbar.services.bookings.BookingEvents.CANCELLED;
import static io.busbar.services.bookings.BookingEvents.COMPLETED;
import static io.busbar.services.bookings.BookingEvents.CONFIRMED;
import static io.busbar.services.bookings.BookingEvents.REJECTED;
import static io.busbar.services.bookings.BookingEvents.REQUESTED;
import static io.busbar.services.bookings.BookingEvents.RESCHEDULED;
import static io.busbar.services.bookings.BookingOperations.Party.CUSTOMER;
import static io.busbar.services.bookings.BookingOperations.Party.PROFESSIONAL;
import static io.busbar.services.bookings.BookingOperations.Party.SYSTEM;

import io.busbar.bus.Event;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.data.WireNames;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.bookings.BookingEvents;
import io.busbar.services.bookings.BookingEvents.BookingChanged;
import io.busbar.services.bookings.BookingEvents.BookingReminder;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.notifications.NotificationContinuations.NotificationRequested;
import io.busbar.services.notifications.NotificationContinuations.TemplateParams;
import io.busbar.services.reviews.ReviewEvents;
import io.busbar.services.reviews.ReviewEvents.ReviewChanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The rules that turn events into notifications. */
final class NotificationRules {
    private static final Set<Party> BOTH_PARTIES = Set.of(CUSTOMER, PROFESSIONAL);

    /** Each party except the actor gets the notification of the first matching rule. */
    static final List<NotificationRule> BOOKING_RULES = List.of(
            new NotificationRule(
                    REQUESTED, RuleCondition.ALWAYS, Set.of(PROFESSIONAL), NotificationType.BOOKING_REQUESTED),
            new NotificationRule(CONFIRMED, RuleCondition.ALWAYS, BOTH_PARTIES, NotificationType.BOOKING_CONFIRMED),
            new NotificationRule(REJECTED, RuleCondition.ALWAYS, BOTH_PARTIES, NotificationType.BOOKING_DECLINED),
            new NotificationRule(CANCELLED, RuleCondition.NO_SHOW, BOTH_PARTIES, NotificationType.BOOKING_NO_SHOW),
            new NotificationRule(
                    CANCELLED, RuleCondition.BY_SYSTEM, Set.of(CUSTOMER), NotificationType.BOOKING_REQUEST_EXPIRED),
            new NotificationRule(
                    CANCELLED, RuleCondition.BY_SYSTEM, Set.of(PROFESSIONAL), NotificationType.BOOKING_REQUEST_MISSED),
            new NotificationRule(CANCELLED, RuleCondition.ALWAYS, BOTH_PARTIES, NotificationType.BOOKING_CANCELLED),
            new NotificationRule(
                    RESCHEDULED,
                    RuleCondition.PENDING,
                    Set.of(PROFESSIONAL),
                    NotificationType.BOOKING_RESCHEDULE_REQUESTED),
            new NotificationRule(RESCHEDULED, RuleCondition.ALWAYS, BOTH_PARTIES, NotificationType.BOOKING_RESCHEDULED),
            new NotificationRule(COMPLETED, RuleCondition.NO_SHOW, BOTH_PARTIES, NotificationType.BOOKING_NO_SHOW),
            new NotificationRule(
                    COMPLETED, RuleCondition.ALWAYS, Set.of(CUSTOMER), NotificationType.BOOKING_REVIEW_REQUESTED),
            new NotificationRule(
                    COMPLETED, RuleCondition.ALWAYS, Set.of(PROFESSIONAL), NotificationType.BOOKING_COMPLETED));

    /** The delays double up to one hour, which adds up to about a day and a half, the same time for which emails are retried. */
    static final int MAX_ATTEMPTS = 45;

    static final Duration INITIAL_BACKOFF = Duration.ofSeconds(1);

    private NotificationRules() {}

    /** The condition of a rule on a booking. */
    enum RuleCondition {
        ALWAYS(""),
        BY_SYSTEM("by the system"),
        NO_SHOW("no-show"),
        PENDING("awaiting confirmation");

        private final String text;

        RuleCondition(String text) {
            this.text = text;
        }

        boolean isMetBy(BookingChanged booking) {
            return switch (this) {
                case ALWAYS -> true;
                case BY_SYSTEM -> booking.by() == SYSTEM;
                case NO_SHOW -> booking.noShow() != null;
                case PENDING -> booking.status() == Status.PENDING;
            };
        }
    }

    /** If the event happens and the condition is met, the recipients get a notification of the type. */
    record NotificationRule(
            Event<BookingChanged> event, RuleCondition when, Set<Party> recipients, NotificationType notificationType) {
        boolean matches(String eventType, BookingChanged booking, Party party) {
            return event.type().equals(eventType) && recipients.contains(party) && when.isMetBy(booking);
        }

        private String markdown() {
            return "| %s | %s | %s | %s %s | %s |"
                    .formatted(
                            event.type(),
                            when.text,
                            recipients.stream().sorted().map(WireNames::nameOf).collect(Collectors.joining(", ")),
                            notificationType.title() + ":",
                            notificationType.template(),
                            NotificationEmails.isEmailed(notificationType) ? "yes" : "");
        }
    }

    /** Returns the rules as a Markdown table. */
    static String markdown() {
        return BOOKING_RULES.stream()
                .map(NotificationRule::markdown)
                .collect(Collectors.joining(
                        "\n", "| event | condition | recipients | message | email |\n|---|---|---|---|---|\n", "\n"));
    }

    static Subscriber bookingSubscriber() {
        Subscriber subscriber = new Subscriber("notifications.bookings").maxAttempts(MAX_ATTEMPTS, INITIAL_BACKOFF);
        BOOKING_RULES.stream()
                .map(NotificationRule::event)
                .distinct()
                .forEach(event -> subscriber.on(event, (tx, envelope) -> notifyParties(tx, envelope)));
        return subscriber
                .on(
                        BookingEvents.REMINDER_DAY,
                        (tx, envelope) -> remindParties(tx, envelope, NotificationType.BOOKING_REMINDER_DAY))
                .on(
                        BookingEvents.REMINDER_HOUR,
                        (tx, envelope) -> remindParties(tx, envelope, NotificationType.BOOKING_REMINDER_HOUR));
    }

    /** Subscribes to events of accounts. The auth service emails about them, because it knows the previous address of an account. */
    static Subscriber accountSubscriber() {
        return new Subscriber("notifications.accounts")
                .maxAttempts(MAX_ATTEMPTS, INITIAL_BACKOFF)
                .on(
                        AuthEvents.NEW_DEVICE_SIGN_IN,
                        (tx, envelope) -> requestNotification(
                                tx, envelope, envelope.payload().id(), NotificationType.ACCOUNT_NEW_DEVICE_SIGN_IN))
                .on(
                        AuthEvents.PASSWORD_CHANGED,
                        (tx, envelope) -> requestNotification(
                                tx, envelope, envelope.payload().id(), NotificationType.ACCOUNT_PASSWORD_CHANGED))
                .on(
                        AuthEvents.MFA_CHANGED,
                        (tx, envelope) -> requestNotification(
                                tx,
                                envelope,
                                envelope.payload().id(),
                                envelope.payload().enabled()
                                        ? NotificationType.ACCOUNT_MFA_ENABLED
                                        : NotificationType.ACCOUNT_MFA_DISABLED))
                .on(
                        AuthEvents.REFRESH_TOKEN_REUSED,
                        (tx, envelope) -> requestNotification(
                                tx, envelope, envelope.payload().id(), NotificationType.ACCOUNT_TOKEN_REUSED))
                .on(
                        BookingEvents.CALENDAR_FEED_CREATED,
                        (tx, envelope) -> requestNotification(
                                tx, envelope, envelope.payload().id(), NotificationType.ACCOUNT_CALENDAR_FEED_CREATED));
    }

    static Subscriber reviewSubscriber() {
        return new Subscriber("notifications.reviews")
                .maxAttempts(MAX_ATTEMPTS, INITIAL_BACKOFF)
                .on(ReviewEvents.CREATED, (tx, envelope) -> {
                    ReviewChanged review = envelope.payload();
                    TemplateParams templateParams = TemplateParams.forReview(
                            envelope.publishedAt(), review.reviewer(), review.booking(), review.rating());
                    requestNotification(
                            tx, envelope, review.professional(), NotificationType.REVIEW_RECEIVED, templateParams);
                    return Future.succeededFuture();
                });
    }

    private static Future<?> notifyParties(Tx tx, EventEnvelope<BookingChanged> envelope) {
        BookingChanged booking = envelope.payload();
        for (Party party : List.of(CUSTOMER, PROFESSIONAL)) {
            findRule(envelope, party)
                    .ifPresent(rule -> requestNotification(
                            tx,
                            envelope,
                            accountOf(booking, party),
                            rule.notificationType(),
                            toParams(envelope, party)));
        }
        return Future.succeededFuture();
    }

    /** Returns the first rule that applies to the party; empty for the actor. */
    private static Optional<NotificationRule> findRule(EventEnvelope<BookingChanged> envelope, Party party) {
        BookingChanged booking = envelope.payload();
        if (party == booking.by()) {
            return Optional.empty();
        }
        return BOOKING_RULES.stream()
                .filter(rule -> rule.matches(envelope.type(), booking, party))
                .findFirst();
    }

    private static Future<?> remindParties(
            Tx tx, EventEnvelope<BookingReminder> envelope, NotificationType notificationType) {
        BookingReminder booking = envelope.payload();
        requestNotification(
                tx, envelope, booking.customer(), notificationType, toParams(envelope, booking.professional()));
        requestNotification(
                tx, envelope, booking.professional(), notificationType, toParams(envelope, booking.customer()));
        return Future.succeededFuture();
    }

    private static Future<?> requestNotification(
            Tx tx, EventEnvelope<?> envelope, UUID account, NotificationType notificationType) {
        requestNotification(
                tx, envelope, account, notificationType, TemplateParams.forAccountEvent(envelope.publishedAt()));
        return Future.succeededFuture();
    }

    private static void requestNotification(
            Tx tx,
            EventEnvelope<?> envelope,
            UUID account,
            NotificationType notificationType,
            TemplateParams templateParams) {
        tx.enqueue(
                NotificationContinuations.REQUESTED,
                account.toString(),
                new NotificationRequested(account, envelope.id(), notificationType, templateParams));
    }

    private static UUID accountOf(BookingChanged booking, Party party) {
        return party == CUSTOMER ? booking.customer() : booking.professional();
    }

    private static TemplateParams toParams(EventEnvelope<BookingChanged> envelope, Party recipient) {
        BookingChanged booking = envelope.payload();
        return new TemplateParams(
                envelope.publishedAt(),
                accountOf(booking, recipient == CUSTOMER ? PROFESSIONAL : CUSTOMER),
                booking.id(),
                booking.by(),
                booking.title(),
                booking.start(),
                booking.previousStart(),
                booking.timeZone(),
                null);
    }

    private static TemplateParams toParams(EventEnvelope<BookingReminder> envelope, UUID partner) {
        BookingReminder booking = envelope.payload();
        return new TemplateParams(
                envelope.publishedAt(),
                partner,
                booking.id(),
                SYSTEM,
                booking.title(),
                booking.start(),
                null,
                booking.timeZone(),
                null);
    }
}
