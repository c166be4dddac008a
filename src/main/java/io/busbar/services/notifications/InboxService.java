package io.busbar.services.notifications;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.notifications.NotificationContinuations.EmailRequested;
import io.busbar.services.notifications.NotificationContinuations.NotificationRequested;
import io.busbar.services.notifications.NotificationContinuations.RepeatErasure;
import io.busbar.services.notifications.NotificationContinuations.TemplateParams;
import io.busbar.services.notifications.NotificationOperations.AllMarkedRead;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.notifications.NotificationOperations.NotificationMarkedRead;
import io.busbar.services.notifications.NotificationPushes.MarkedRead;
import io.busbar.services.notifications.NotificationPushes.SystemAnnouncement;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.busbar.services.users.UsersEvents;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores notifications, pushes them to browsers and requests emails. Notifications and the erasure of one account have the same key,
 * so they are processed in order: no transaction waits for a number, and an erased account gets none.
 */
final class InboxService {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);

    /** Longer than the processing of a notification that may have loaded the name of a user just before that user was erased. */
    private static final Duration REPEAT_ERASURE_DELAY = Duration.ofMinutes(1);

    private final Recipients recipients;
    private final NotificationStore store;
    private final AnnouncementService announcementService;

    InboxService(Recipients recipients, NotificationStore store, AnnouncementService announcementService) {
        this.recipients = recipients;
        this.store = store;
        this.announcementService = announcementService;
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.inbox")
                .maxAttempts(NotificationRules.MAX_ATTEMPTS, NotificationRules.INITIAL_BACKOFF)
                .on(NotificationContinuations.REQUESTED, this::createNotification)
                .on(UsersEvents.ERASED, (tx, erased) -> {
                    UUID account = erased.payload().id();
                    tx.auditSubject("user", account);
                    // A notification in progress may store the user's name meanwhile, so the erasure is repeated later.
                    tx.schedule(
                            NotificationContinuations.REPEAT_ERASURE,
                            account.toString(),
                            new RepeatErasure(account),
                            Instant.now().plus(REPEAT_ERASURE_DELAY));
                    return store.erase(tx, account).compose(done -> tx.erasePersonalData(account));
                })
                .on(
                        NotificationContinuations.REPEAT_ERASURE,
                        (tx, due) -> store.erase(tx, due.payload().account()));
    }

    Future<NotificationMarkedRead> markRead(Id request, Call<NotificationMarkedRead> call) {
        UUID user = call.userId();
        return call.change(tx -> store.markRead(tx, user, request.id()).map(markReadResult -> {
            if (markReadResult.wasUnread()) {
                tx.push(user, NotificationPushes.READ, new MarkedRead(request.id(), markReadResult.unread()));
            }
            return new NotificationMarkedRead("Notification marked as read", markReadResult.notification());
        }));
    }

    Future<AllMarkedRead> markAllRead(Empty request, Call<AllMarkedRead> call) {
        UUID user = call.userId();
        return call.change(tx -> store.markAllRead(tx, user).map(count -> {
            if (count > 0) {
                tx.push(user, NotificationPushes.READ, new MarkedRead(null, 0L));
            }
            return new AllMarkedRead("All notifications marked as read");
        }));
    }

    private Future<?> createNotification(Tx tx, EventEnvelope<NotificationRequested> eventEnvelope) {
        NotificationRequested notificationRequested = eventEnvelope.payload();
        UUID partner = notificationRequested.params().partner();
        return recipients
                .find(
                        notificationRequested.account(),
                        partner,
                        RequestContext.system("notifications.inbox", CALL_TIMEOUT))
                .compose(recipientsById -> draft(tx, notificationRequested, recipientsById))
                .compose(notificationDraft ->
                        notificationDraft.isEmpty() ? Future.succeededFuture() : save(tx, notificationDraft.get()));
    }

    /** Returns the notification, or empty if the account no longer exists, has turned this type off, or a reminder is too late. */
    private Future<Optional<NotificationDraft>> draft(
            Tx tx, NotificationRequested notificationRequested, Map<UUID, Recipient> recipientsById) {
        Recipient recipient = recipientsById.get(notificationRequested.account());
        NotificationType notificationType = notificationRequested.notificationType();
        if (recipient == null || !notificationType.isEnabledIn(recipient.preferences())) {
            return Future.succeededFuture(Optional.empty());
        }
        if (notificationType == NotificationType.ANNOUNCEMENT) {
            return announcementService.draft(tx, notificationRequested, recipient);
        }
        if (isTooLate(notificationType, notificationRequested.params())) {
            return Future.succeededFuture(Optional.empty());
        }
        UUID partner = notificationRequested.params().partner();
        return Future.succeededFuture(Optional.of(MessageRenderer.toDraft(
                notificationRequested, recipient, partner == null ? null : recipientsById.get(partner))));
    }

    private static boolean isTooLate(NotificationType notificationType, TemplateParams params) {
        Instant expiresAt = MessageRenderer.expiresAt(notificationType, params);
        return notificationType.isReminder()
                && expiresAt != null
                && Instant.now().isAfter(expiresAt);
    }

    private Future<?> save(Tx tx, NotificationDraft notificationDraft) {
        return store.insert(tx, notificationDraft).map(stored -> {
            stored.ifPresent(notification -> pushAndRequestEmail(tx, notificationDraft, notification));
            return stored.isPresent();
        });
    }

    private static void pushAndRequestEmail(Tx tx, NotificationDraft notificationDraft, Notification notification) {
        tx.push(notificationDraft.account(), NotificationPushes.NEW, notification);
        if (notificationDraft.notificationType() == NotificationType.ANNOUNCEMENT) {
            tx.push(
                    notificationDraft.account(),
                    NotificationPushes.ANNOUNCEMENT,
                    new SystemAnnouncement(
                            notificationDraft.sourceId(),
                            notification.severity(),
                            notification.title(),
                            notification.message(),
                            notification.createdAt()));
        }
        if (NotificationEmails.isEmailed(notificationDraft.notificationType())) {
            tx.enqueue(
                    NotificationContinuations.EMAIL_REQUESTED,
                    notificationDraft.account().toString(),
                    new EmailRequested(notification.id()));
        }
    }
}
