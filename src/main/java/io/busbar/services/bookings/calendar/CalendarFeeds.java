package io.busbar.services.bookings.calendar;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Deleted;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.response.TextContent;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.bookings.BookingEvents;
import io.busbar.services.bookings.BookingEvents.CalendarFeedCreated;
import io.busbar.services.bookings.BookingOperations.Booking;
import io.busbar.services.bookings.BookingPersonalData.BookingsExport;
import io.busbar.services.bookings.CalendarOperations.FeedCreated;
import io.busbar.services.bookings.CalendarOperations.FeedStatus;
import io.busbar.services.bookings.CalendarOperations.FeedToken;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Creates, revokes and serves calendar feeds. Only hashes of the secrets are stored, so the URL of a feed cannot be shown again. */
public final class CalendarFeeds {
    private static final String PATH_PREFIX = "/api/calendar/feed/";
    private static final String SUFFIX = ".ics";
    private static final int SECRET_BYTES = 32;

    /** Access tokens from before a password change remain valid for a moment; a feed created with one is deleted too. */
    private static final Duration TOKEN_GRACE_PERIOD = Duration.ofSeconds(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Bus bus;
    private final CalendarFeedStore store;

    public CalendarFeeds(Bus bus, CalendarFeedStore store) {
        this.bus = bus;
        this.store = store;
    }

    public Future<FeedCreated> create(Tx tx, UUID user) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        tx.auditSubject("user", user);
        tx.publish(BookingEvents.CALENDAR_FEED_CREATED, user.toString(), new CalendarFeedCreated(user));
        return store.upsert(tx, user, hash(secret))
                .map(new FeedCreated("Calendar feed created. Keep its URL private", PATH_PREFIX + secret + SUFFIX));
    }

    public Future<FeedStatus> getStatus(UUID user) {
        return store.findCreatedAt(user).map(since -> new FeedStatus(since.isPresent(), since.orElse(null)));
    }

    public Future<Deleted> revoke(Tx tx, UUID user) {
        tx.auditSubject("user", user);
        return store.delete(tx, user).map(new Deleted("Calendar feed revoked"));
    }

    /** Returns the user's personal data: these bookings, and whether there is a feed. */
    public Future<BookingsExport> personalData(UUID user, List<Booking> bookings) {
        return getStatus(user).map(status -> new BookingsExport(bookings, status));
    }

    /** Deletes the feed when the password changes, because a person who knew the old one may have created it. */
    public Subscriber subscriber() {
        return new Subscriber("bookings.calendar-feeds").on(AuthEvents.PASSWORD_CHANGED, (tx, changed) -> {
            UUID user = changed.payload().id();
            tx.auditSubject("user", user);
            return store.deleteCreatedUntil(tx, user, changed.publishedAt().plus(TOKEN_GRACE_PERIOD));
        });
    }

    /** Returns the bookings of the feed. Fails with the same NOT_FOUND for an unknown secret and for an account that is not active. */
    public Future<TextContent> download(FeedToken request, Call<TextContent> call) {
        String token = request.token();
        String secret = token.endsWith(SUFFIX) ? token.substring(0, token.length() - SUFFIX.length()) : token;
        return requireActiveOwner(secret, call.requestContext())
                .compose(store::listBookings)
                .map(bookings -> new TextContent(CalendarFile.of(bookings)));
    }

    private Future<UUID> requireActiveOwner(String secret, RequestContext requestContext) {
        return store.findOwner(hash(secret))
                .map(owner -> Require.present(owner, CalendarFeeds::noSuchFeed))
                .compose(owner -> bus.call(AccountOperations.GET_ACCOUNT, new AccountId(owner), requestContext))
                .recover(cause ->
                        Future.failedFuture(Failure.hasCode(cause, FailureCode.NOT_FOUND) ? noSuchFeed() : cause))
                .map(account -> {
                    Require.that(account.status() == AccountStatus.ACTIVE, CalendarFeeds::noSuchFeed);
                    return account.id();
                });
    }

    private static Failure noSuchFeed() {
        return Failure.noSuch("calendar feed");
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
