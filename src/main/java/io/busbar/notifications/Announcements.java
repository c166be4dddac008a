package io.busbar.notifications;

import static io.busbar.notifications.NotificationOperations.MESSAGE_MOST;
import static io.busbar.notifications.NotificationOperations.TITLE_MOST;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FreeText;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.notifications.AnnouncementStore.Announcement;
import io.busbar.notifications.NotificationEvents.Announcing;
import io.busbar.notifications.NotificationEvents.Facts;
import io.busbar.notifications.NotificationEvents.Wanted;
import io.busbar.notifications.NotificationOperations.Announce;
import io.busbar.notifications.NotificationOperations.Announced;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.RecipientOperations;
import io.busbar.users.RecipientOperations.NextActive;
import io.busbar.users.RecipientOperations.Recipient;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells everybody something, so many at a time. Each step commits whom it told together with where the next one goes on, so that after a
 * crash nobody is left out and nobody is told twice.
 */
final class Announcements {
    private static final Duration ASKING = Duration.ofSeconds(4);
    private static final int STEP = RecipientOperations.MOST;

    /** Between two steps, so that what else people are told gets its turn. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Bus bus;
    private final AnnouncementStore store;

    Announcements(Bus bus, AnnouncementStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<Announced> announce(Announce request, Call<Announced> call) {
        List<FieldError> errors = new ArrayList<>();
        Announce tidy = new Announce(
                given(FreeText.line(request.title(), TITLE_MOST, "/title", errors), "/title", errors),
                given(FreeText.prose(request.message(), MESSAGE_MOST, "/message", errors), "/message", errors),
                request.type(),
                request.role());
        Failure.throwIfAny(errors);
        return call.change(tx -> store.insert(tx, tidy).map(id -> {
            tx.about("announcement", id);
            tx.announce(NotificationEvents.ANNOUNCING, id.toString(), new Announcing(id, null));
            return new Announced("Announcement accepted", id);
        }));
    }

    private static String given(@Nullable String text, String field, List<FieldError> errors) {
        if (text == null || text.isEmpty()) {
            errors.add(new FieldError(field, "must not be blank"));
            return "";
        }
        return text;
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.announcements")
                .attempts(Tellings.ATTEMPTS, Tellings.FIRST_PAUSE)
                .on(NotificationEvents.ANNOUNCING, this::step);
    }

    private Future<?> step(Tx tx, Occurrence<Announcing> occurrence) {
        Announcing from = occurrence.payload();
        return store.find(tx, from.announcement())
                .compose(announcement -> bus.call(
                        RecipientOperations.ACTIVE,
                        new NextActive(from.after(), announcement.role(), STEP),
                        Caller.program("notifications.announcements", ASKING)))
                .map(next -> tell(tx, occurrence, next.ids()));
    }

    private static int tell(Tx tx, Occurrence<Announcing> occurrence, List<UUID> accounts) {
        UUID announcement = occurrence.payload().announcement();
        for (UUID account : accounts) {
            Wanted wanted = new Wanted(account, announcement, Kind.ANNOUNCEMENT.wireName(), Facts.at(occurrence.at()));
            tx.announce(NotificationEvents.WANTED, account.toString(), wanted);
        }
        if (accounts.size() == STEP) {
            tx.schedule(
                    NotificationEvents.ANNOUNCING,
                    announcement.toString(),
                    new Announcing(announcement, accounts.getLast()),
                    Instant.now().plus(PAUSE));
        }
        return accounts.size();
    }

    /** What somebody is told of it; nothing if they were suspended or left meanwhile. */
    Future<Optional<Draft>> draft(Tx tx, Wanted wanted, Recipient recipient) {
        return recipient.status() == Status.ACTIVE
                ? store.find(tx, wanted.source())
                        .map(announcement -> Optional.of(draft(announcement, recipient.id(), wanted.source())))
                : Future.succeededFuture(Optional.empty());
    }

    private static Draft draft(Announcement announcement, UUID account, UUID source) {
        return new Draft(
                account,
                source,
                Kind.ANNOUNCEMENT,
                announcement.tone(),
                announcement.title(),
                announcement.message(),
                null,
                null,
                null,
                null);
    }
}
