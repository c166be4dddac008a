package io.busbar.notifications;

import static io.busbar.bookings.BookingEvents.CANCELLED;
import static io.busbar.bookings.BookingEvents.COMPLETED;
import static io.busbar.bookings.BookingEvents.CONFIRMED;
import static io.busbar.bookings.BookingEvents.REJECTED;
import static io.busbar.bookings.BookingEvents.REQUESTED;
import static io.busbar.bookings.BookingEvents.RESCHEDULED;
import static io.busbar.bookings.BookingOperations.Party.CLOCK;
import static io.busbar.bookings.BookingOperations.Party.CUSTOMER;
import static io.busbar.bookings.BookingOperations.Party.PROFESSIONAL;

import io.busbar.auth.AuthEvents;
import io.busbar.bookings.BookingEvents;
import io.busbar.bookings.BookingEvents.BookingChanged;
import io.busbar.bookings.BookingEvents.BookingReminder;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bus.Event;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.notifications.NotificationEvents.Facts;
import io.busbar.notifications.NotificationEvents.Wanted;
import io.busbar.reviews.ReviewEvents;
import io.busbar.reviews.ReviewEvents.ReviewChanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which event tells whom what. */
final class Tellings {
    private static final Set<Party> BOTH = Set.of(CUSTOMER, PROFESSIONAL);

    /** Of a booking, each partner who did not do it themselves is told what the first row says that fits. */
    static final List<Telling> BOOKINGS = List.of(
            new Telling(REQUESTED, When.ALWAYS, Set.of(PROFESSIONAL), Kind.BOOKING_REQUESTED),
            new Telling(CONFIRMED, When.ALWAYS, BOTH, Kind.BOOKING_CONFIRMED),
            new Telling(REJECTED, When.ALWAYS, BOTH, Kind.BOOKING_DECLINED),
            new Telling(CANCELLED, When.NO_SHOW, BOTH, Kind.BOOKING_NO_SHOW),
            new Telling(CANCELLED, When.BY_THE_CLOCK, Set.of(CUSTOMER), Kind.BOOKING_UNANSWERED),
            new Telling(CANCELLED, When.BY_THE_CLOCK, Set.of(PROFESSIONAL), Kind.BOOKING_MISSED),
            new Telling(CANCELLED, When.ALWAYS, BOTH, Kind.BOOKING_CANCELLED),
            new Telling(RESCHEDULED, When.PENDING, Set.of(PROFESSIONAL), Kind.BOOKING_MOVE_ASKED),
            new Telling(RESCHEDULED, When.ALWAYS, BOTH, Kind.BOOKING_MOVED),
            new Telling(COMPLETED, When.NO_SHOW, BOTH, Kind.BOOKING_NO_SHOW),
            new Telling(COMPLETED, When.ALWAYS, Set.of(CUSTOMER), Kind.BOOKING_REVIEW),
            new Telling(COMPLETED, When.ALWAYS, Set.of(PROFESSIONAL), Kind.BOOKING_COMPLETED));

    /** With pauses that double up to an hour about a day and a half: as long as letters wait, for whatever is away meanwhile. */
    static final int ATTEMPTS = 45;

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private Tellings() {}

    /** What a row asks of a booking. */
    enum When {
        ALWAYS(""),
        BY_THE_CLOCK("by the clock"),
        NO_SHOW("somebody did not come"),
        PENDING("it waits for an answer");

        private final String text;

        When(String text) {
            this.text = text;
        }

        boolean holds(BookingChanged booking) {
            return switch (this) {
                case ALWAYS -> true;
                case BY_THE_CLOCK -> booking.by() == CLOCK;
                case NO_SHOW -> booking.noShow() != null;
                case PENDING -> booking.status() == Status.PENDING;
            };
        }
    }

    /** A row of the table. */
    record Telling(Event<BookingChanged> event, When when, Set<Party> whom, Kind kind) {
        boolean fits(String type, BookingChanged booking, Party party) {
            return event.type().equals(type) && whom.contains(party) && when.holds(booking);
        }

        private String markdown() {
            return "| %s | %s | %s | %s %s | %s |"
                    .formatted(
                            event.type(),
                            when.text,
                            whom.stream().sorted().map(Party::wireName).collect(Collectors.joining(", ")),
                            kind.title() + ":",
                            kind.sentence(),
                            Letters.isMailed(kind) ? "yes" : "");
        }
    }

    /** The rows about bookings as Markdown. */
    static String markdown() {
        return BOOKINGS.stream()
                .map(Telling::markdown)
                .collect(Collectors.joining(
                        "\n", "| event | if | told | what | mailed |\n|---|---|---|---|---|\n", "\n"));
    }

    static Subscriber bookings() {
        Subscriber subscriber = new Subscriber("notifications.bookings").attempts(ATTEMPTS, FIRST_PAUSE);
        BOOKINGS.stream()
                .map(Telling::event)
                .distinct()
                .forEach(event -> subscriber.on(event, (tx, happened) -> changed(tx, happened)));
        return subscriber
                .on(BookingEvents.REMINDER_DAY, (tx, due) -> begins(tx, due, Kind.BOOKING_TOMORROW))
                .on(BookingEvents.REMINDER_HOUR, (tx, due) -> begins(tx, due, Kind.BOOKING_SOON));
    }

    /** Letters about these, as far as there are any, are auth's: it knows addresses that are no longer the account's. */
    static Subscriber accounts() {
        return new Subscriber("notifications.accounts")
                .attempts(ATTEMPTS, FIRST_PAUSE)
                .on(
                        AuthEvents.SIGNED_IN_ANEW,
                        (tx, in) -> tell(tx, in, in.payload().id(), Kind.ACCOUNT_SIGN_IN))
                .on(
                        AuthEvents.PASSWORD_CHANGED,
                        (tx, set) -> tell(tx, set, set.payload().id(), Kind.ACCOUNT_PASSWORD))
                .on(
                        AuthEvents.FACTOR_CHANGED,
                        (tx, set) -> tell(
                                tx,
                                set,
                                set.payload().id(),
                                set.payload().enabled() ? Kind.ACCOUNT_FACTOR_ON : Kind.ACCOUNT_FACTOR_OFF))
                .on(
                        AuthEvents.REFRESH_TOKEN_REUSED,
                        (tx, used) -> tell(tx, used, used.payload().id(), Kind.ACCOUNT_COPIED))
                .on(
                        BookingEvents.CALENDAR_FEED_MADE,
                        (tx, made) -> tell(tx, made, made.payload().id(), Kind.ACCOUNT_CALENDAR));
    }

    static Subscriber reviews() {
        return new Subscriber("notifications.reviews")
                .attempts(ATTEMPTS, FIRST_PAUSE)
                .on(ReviewEvents.WRITTEN, (tx, written) -> {
                    ReviewChanged review = written.payload();
                    Facts facts = new Facts(
                            written.at(),
                            review.reviewer(),
                            review.booking(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            review.rating());
                    tell(tx, written, review.professional(), Kind.REVIEW_WRITTEN, facts);
                    return Future.succeededFuture();
                });
    }

    private static Future<?> changed(Tx tx, Occurrence<BookingChanged> happened) {
        BookingChanged booking = happened.payload();
        for (Party party : List.of(CUSTOMER, PROFESSIONAL)) {
            BOOKINGS.stream()
                    .filter(row -> party != booking.by() && row.fits(happened.type(), booking, party))
                    .findFirst()
                    .ifPresent(row -> tell(tx, happened, account(booking, party), row.kind(), facts(happened, party)));
        }
        return Future.succeededFuture();
    }

    private static Future<?> begins(Tx tx, Occurrence<BookingReminder> due, Kind kind) {
        BookingReminder booking = due.payload();
        tell(tx, due, booking.customer(), kind, facts(due, booking.professional()));
        tell(tx, due, booking.professional(), kind, facts(due, booking.customer()));
        return Future.succeededFuture();
    }

    private static Future<?> tell(Tx tx, Occurrence<?> happened, UUID account, Kind kind) {
        tell(tx, happened, account, kind, Facts.at(happened.at()));
        return Future.succeededFuture();
    }

    private static void tell(Tx tx, Occurrence<?> happened, UUID account, Kind kind, Facts facts) {
        tx.announce(
                NotificationEvents.WANTED,
                account.toString(),
                new Wanted(account, happened.id(), kind.wireName(), facts));
    }

    private static UUID account(BookingChanged booking, Party party) {
        return party == CUSTOMER ? booking.customer() : booking.professional();
    }

    private static Facts facts(Occurrence<BookingChanged> happened, Party told) {
        BookingChanged booking = happened.payload();
        return new Facts(
                happened.at(),
                account(booking, told == CUSTOMER ? PROFESSIONAL : CUSTOMER),
                booking.id(),
                booking.by(),
                booking.title(),
                booking.start(),
                booking.previousStart(),
                booking.timeZone(),
                null);
    }

    private static Facts facts(Occurrence<BookingReminder> due, UUID partner) {
        BookingReminder booking = due.payload();
        return new Facts(
                due.at(),
                partner,
                booking.id(),
                CLOCK,
                booking.title(),
                booking.start(),
                null,
                booking.timeZone(),
                null);
    }
}
