package io.busbar.notifications;

import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Nothing;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.notifications.NotificationEvents.Forgetting;
import io.busbar.notifications.NotificationEvents.LetterWanted;
import io.busbar.notifications.NotificationEvents.Wanted;
import io.busbar.notifications.NotificationOperations.AllRead;
import io.busbar.notifications.NotificationOperations.Notification;
import io.busbar.notifications.NotificationOperations.NotificationId;
import io.busbar.notifications.NotificationOperations.NotificationRead;
import io.busbar.notifications.NotificationPushes.MarkedRead;
import io.busbar.notifications.NotificationPushes.SystemAnnouncement;
import io.busbar.users.RecipientOperations.Recipient;
import io.busbar.users.UsersEvents;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells people: writes it down, pushes it to their browsers, has it mailed. All that one person is told, and that they are to be forgotten,
 * comes here one after the other, for it has the same key; so nobody waits for a number, and none is given to who is gone.
 */
final class Inboxes {
    private static final Duration ASKING = Duration.ofSeconds(4);

    /** Whoever is told something right now may be told the name of one who is being forgotten: longer than that takes. */
    private static final Duration LAST_NAMES = Duration.ofMinutes(1);

    private final Recipients recipients;
    private final NotificationStore store;
    private final Announcements announcements;

    Inboxes(Recipients recipients, NotificationStore store, Announcements announcements) {
        this.recipients = recipients;
        this.store = store;
        this.announcements = announcements;
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.inboxes")
                .attempts(Tellings.ATTEMPTS, Tellings.FIRST_PAUSE)
                .on(NotificationEvents.WANTED, this::tell)
                .on(UsersEvents.ERASED, (tx, erased) -> {
                    UUID person = erased.payload().id();
                    tx.about("user", person);
                    // Once more, for they may have been told something while users forgot them.
                    tx.schedule(
                            NotificationEvents.FORGETTING,
                            person.toString(),
                            new Forgetting(person),
                            Instant.now().plus(LAST_NAMES));
                    return store.forget(tx, person).compose(forgotten -> tx.forget(person));
                })
                .on(
                        NotificationEvents.FORGETTING,
                        (tx, due) -> store.forget(tx, due.payload().person()));
    }

    Future<NotificationRead> read(NotificationId request, Call<NotificationRead> call) {
        UUID user = call.user();
        return call.change(tx -> store.read(tx, user, request.id()).map(marked -> {
            if (marked.fresh()) {
                tx.push(user, NotificationPushes.READ, new MarkedRead(request.id(), marked.unread()));
            }
            return new NotificationRead("Notification marked as read", marked.notification());
        }));
    }

    Future<AllRead> readAll(Nothing request, Call<AllRead> call) {
        UUID user = call.user();
        return call.change(tx -> store.readAll(tx, user).map(count -> {
            if (count > 0) {
                tx.push(user, NotificationPushes.READ, new MarkedRead(null, 0L));
            }
            return new AllRead("All notifications marked as read");
        }));
    }

    private Future<?> tell(Tx tx, Occurrence<Wanted> occurrence) {
        Wanted wanted = occurrence.payload();
        UUID partner = wanted.facts().partner();
        return recipients
                .find(wanted.account(), partner, Caller.program("notifications.inboxes", ASKING))
                .compose(people -> draft(tx, wanted, people))
                .compose(draft -> draft.isEmpty() ? Future.succeededFuture() : store(tx, draft.get()));
    }

    /** Empty when there is nobody to be told, they do not want to, or it is too late to remind them. */
    private Future<Optional<Draft>> draft(Tx tx, Wanted wanted, Map<UUID, Recipient> people) {
        Recipient recipient = people.get(wanted.account());
        Kind kind = Kind.of(wanted.kind());
        if (recipient == null || !kind.isWanted(recipient.wants())) {
            return Future.succeededFuture(Optional.empty());
        }
        if (kind == Kind.ANNOUNCEMENT) {
            return announcements.draft(tx, wanted, recipient);
        }
        Instant mootAt = Wording.mootAt(kind, wanted.facts());
        if (kind.isReminder() && mootAt != null && Instant.now().isAfter(mootAt)) {
            return Future.succeededFuture(Optional.empty());
        }
        UUID partner = wanted.facts().partner();
        return Future.succeededFuture(
                Optional.of(Wording.draft(wanted, recipient, partner == null ? null : people.get(partner))));
    }

    private Future<?> store(Tx tx, Draft draft) {
        return store.insert(tx, draft).map(stored -> {
            stored.ifPresent(told -> tell(tx, draft, told));
            return stored.isPresent();
        });
    }

    private static void tell(Tx tx, Draft draft, Notification told) {
        tx.push(draft.account(), NotificationPushes.NEW, told);
        if (draft.kind() == Kind.ANNOUNCEMENT) {
            tx.push(
                    draft.account(),
                    NotificationPushes.ANNOUNCEMENT,
                    new SystemAnnouncement(
                            draft.source(), told.type(), told.title(), told.message(), told.createdAt()));
        }
        if (Letters.isMailed(draft.kind())) {
            tx.announce(NotificationEvents.LETTER_WANTED, draft.account().toString(), new LetterWanted(told.id()));
        }
    }
}
