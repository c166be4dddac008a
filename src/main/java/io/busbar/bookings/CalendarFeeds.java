package io.busbar.bookings;

import io.busbar.auth.AuthEvents;
import io.busbar.bookings.BookingEvents.CalendarFeedMade;
import io.busbar.bookings.BookingOperations.Booking;
import io.busbar.bookings.BookingOperations.PersonalData;
import io.busbar.bookings.CalendarOperations.FeedMade;
import io.busbar.bookings.CalendarOperations.FeedRevoked;
import io.busbar.bookings.CalendarOperations.FeedState;
import io.busbar.bookings.CalendarOperations.FeedToken;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Text;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.AccountOperations.Status;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Secret addresses of people's calendars. Only their hashes are known here, so none can be shown again. */
final class CalendarFeeds {
    private static final String ADDRESS = "/api/calendar/feed/";
    private static final String SUFFIX = ".ics";
    private static final int SECRET_BYTES = 32;

    /** Access tokens of before are good for a moment yet. */
    private static final Duration LAST_TOKENS = Duration.ofSeconds(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Bus bus;
    private final CalendarFeedStore store;

    CalendarFeeds(Bus bus, CalendarFeedStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<FeedMade> make(Nothing request, Call<FeedMade> call) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return call.change(tx -> store.set(tx, call.user(), hash(secret)).map(set -> {
            tx.about("user", call.user());
            tx.announce(BookingEvents.CALENDAR_FEED_MADE, call.user().toString(), new CalendarFeedMade(call.user()));
            return new FeedMade("Keep this address to yourself", ADDRESS + secret + SUFFIX);
        }));
    }

    Future<FeedState> state(Nothing request, Call<FeedState> call) {
        return store.since(call.user()).map(since -> new FeedState(since.isPresent(), since.orElse(null)));
    }

    Future<FeedRevoked> revoke(Nothing request, Call<FeedRevoked> call) {
        return call.change(tx -> store.forget(tx, call.user()).map(gone -> {
            tx.about("user", call.user());
            return new FeedRevoked("Calendar feed revoked");
        }));
    }

    /** What is kept of a person: these bookings, and that there is an address, which is not known. */
    Future<PersonalData> personalData(UUID person, List<Booking> bookings) {
        return store.since(person)
                .map(since -> new PersonalData(bookings, new FeedState(since.isPresent(), since.orElse(null))));
    }

    /** Another password shuts out whoever knew the one before, and what they left behind. */
    Subscriber subscriber() {
        return new Subscriber("bookings.calendar-feeds").on(AuthEvents.PASSWORD_CHANGED, (tx, changed) -> {
            UUID person = changed.payload().id();
            tx.about("user", person);
            return store.forget(tx, person, changed.at().plus(LAST_TOKENS));
        });
    }

    /** Whoever is not active has none, and an unknown address looks the same. */
    Future<Text> read(FeedToken request, Call<Text> call) {
        String token = request.token();
        String secret = token.endsWith(SUFFIX) ? token.substring(0, token.length() - SUFFIX.length()) : token;
        return store.owner(hash(secret))
                .map(owner -> owner.orElseThrow(CalendarFeeds::noSuchFeed))
                .compose(owner -> bus.call(AccountOperations.ACCOUNT, new AccountId(owner), call.caller()))
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                                ? noSuchFeed()
                                : cause))
                .compose(account -> account.status() == Status.ACTIVE
                        ? store.bookings(account.id())
                        : Future.failedFuture(noSuchFeed()))
                .map(bookings -> new Text(CalendarFile.of(bookings)));
    }

    private static Failure noSuchFeed() {
        return Failure.notFound("There is no such calendar");
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
