package io.busbar.services.notifications;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Lookup;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.notifications.NotificationChannel;
import io.busbar.bus.notifications.NotificationRequest;
import io.busbar.services.notifications.NotificationContinuations.EmailRequested;
import io.busbar.services.notifications.NotificationContinuations.RepeatErasure;
import io.busbar.services.notifications.NotificationOperations.AllMarkedRead;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.notifications.NotificationOperations.NotificationMarkedRead;
import io.busbar.services.notifications.NotificationPushes.MarkedRead;
import io.busbar.services.notifications.NotificationPushes.SystemAnnouncement;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Stores notifications, pushes them to browsers and requests emails. The notifications of one account have the same key, so they are
 * processed in order, and no transaction waits for a number. An account that no longer exists gets none.
 */
final class InboxService {
    /** Longer than a name that was loaded just before the erasure of its user may still be written, which is half a minute. */
    private static final Duration REPEAT_ERASURE_DELAY = Duration.ofMinutes(1);

    private final Recipients recipients;
    private final NotificationStore store;

    InboxService(Recipients recipients, NotificationStore store) {
        this.recipients = recipients;
        this.store = store;
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.inbox")
                .maxAttempts(NotificationTrigger.MAX_ATTEMPTS, NotificationTrigger.INITIAL_BACKOFF)
                .on(
                        NotificationContinuations.REQUESTED,
                        new Lookup<>(InboxService::people, recipients::find),
                        this::createNotification)
                .on(
                        NotificationContinuations.REPEAT_ERASURE,
                        (tx, due) -> store.erase(tx, due.payload().account()));
    }

    /** Erases an account's notifications now, and once more later: a notification in progress may store the user's name meanwhile. */
    Future<?> erase(Tx tx, UUID account) {
        tx.schedule(
                NotificationContinuations.REPEAT_ERASURE,
                account.toString(),
                new RepeatErasure(account),
                Instant.now().plus(REPEAT_ERASURE_DELAY));
        return store.erase(tx, account);
    }

    Future<NotificationMarkedRead> markRead(Tx tx, UUID user, UUID id) {
        return store.markRead(tx, user, id).map(markReadResult -> {
            if (markReadResult.wasUnread()) {
                tx.push(user, NotificationPushes.READ, new MarkedRead(id, markReadResult.unread()));
            }
            return new NotificationMarkedRead("Notification marked as read", markReadResult.notification());
        });
    }

    Future<AllMarkedRead> markAllRead(Tx tx, UUID user) {
        return store.markAllRead(tx, user).map(count -> {
            if (count > 0) {
                tx.push(user, NotificationPushes.READ, new MarkedRead(null, 0L));
            }
            return new AllMarkedRead("All notifications marked as read");
        });
    }

    /** Returns the IDs of the people whose data a notification needs. */
    private static Set<UUID> people(NotificationRequest request) {
        UUID partner = request.partner();
        return partner == null ? Set.of(request.account()) : new HashSet<>(List.of(request.account(), partner));
    }

    private Future<?> createNotification(
            Tx tx, EventEnvelope<NotificationRequest> envelope, Map<UUID, Recipient> recipientsById) {
        Optional<NotificationDraft> draft = draft(envelope.payload(), recipientsById);
        return draft.isEmpty() ? Future.succeededFuture() : save(tx, draft.get());
    }

    /** Returns the notification; empty if the account no longer exists or has turned it off, or if it is discarded because it is late. */
    private static Optional<NotificationDraft> draft(NotificationRequest request, Map<UUID, Recipient> recipientsById) {
        Recipient recipient = recipientsById.get(request.account());
        if (recipient == null || isTurnedOff(request, recipient) || isDiscarded(request, Instant.now())) {
            return Optional.empty();
        }
        UUID partner = request.partner();
        return Optional.of(
                MessageRenderer.toDraft(request, recipient, partner == null ? null : recipientsById.get(partner)));
    }

    private static boolean isTurnedOff(NotificationRequest request, Recipient recipient) {
        String preference = request.preference();
        return preference != null && recipient.preferences().turnedOff().contains(preference);
    }

    private static boolean isDiscarded(NotificationRequest request, Instant now) {
        Instant expiresAt = request.expiresAt();
        return request.discardExpired() && expiresAt != null && now.isAfter(expiresAt);
    }

    private Future<?> save(Tx tx, NotificationDraft draft) {
        return store.insert(tx, draft).map(stored -> {
            stored.ifPresent(notification -> pushAndRequestEmail(tx, draft.request(), notification));
            return stored.isPresent();
        });
    }

    private static void pushAndRequestEmail(Tx tx, NotificationRequest request, Notification notification) {
        tx.push(request.account(), NotificationPushes.NEW, notification);
        if (request.notificationType().equals(AnnouncementNotifications.ANNOUNCEMENT.type())) {
            tx.push(
                    request.account(),
                    NotificationPushes.ANNOUNCEMENT,
                    new SystemAnnouncement(
                            request.source(),
                            notification.severity(),
                            notification.title(),
                            notification.message(),
                            notification.createdAt()));
        }
        if (request.channels().contains(NotificationChannel.EMAIL)) {
            tx.enqueue(
                    NotificationContinuations.EMAIL_REQUESTED,
                    request.account().toString(),
                    new EmailRequested(notification.id()));
        }
    }
}
