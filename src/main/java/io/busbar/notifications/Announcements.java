package io.busbar.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

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
        List<FieldError> blank = Stream.of(
                        Map.entry("/title", request.title()), Map.entry("/message", request.message()))
                .filter(text -> text.getValue().isBlank())
                .map(text -> new FieldError(text.getKey(), "must not be blank"))
                .toList();
        if (!blank.isEmpty()) {
            return Future.failedFuture(Failure.invalid(blank));
        }
        return call.change(tx -> store.insert(tx, request).map(id -> {
            tx.about("announcement", id);
            tx.announce(NotificationEvents.ANNOUNCING, id.toString(), new Announcing(id, null));
            return new Announced("Announcement accepted", id);
        }));
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
