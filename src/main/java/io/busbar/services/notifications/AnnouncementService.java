package io.busbar.services.notifications;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.notifications.AnnouncementStore.StoredAnnouncement;
import io.busbar.services.notifications.NotificationEvents.AnnouncementBatch;
import io.busbar.services.notifications.NotificationEvents.NotificationRequested;
import io.busbar.services.notifications.NotificationEvents.TemplateParams;
import io.busbar.services.notifications.NotificationOperations.AnnouncementAccepted;
import io.busbar.services.notifications.NotificationOperations.CreateAnnouncement;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.RecipientOperations;
import io.busbar.services.users.RecipientOperations.ListActiveAccounts;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends announcements in batches. Each batch requests its notifications and schedules the next batch in one transaction, so a crash
 * neither skips an account nor notifies one twice.
 */
final class AnnouncementService {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);
    private static final int BATCH_SIZE = RecipientOperations.MAX_RECIPIENTS;

    /** The delay between two batches, which lets other notifications through. */
    private static final Duration BATCH_INTERVAL = Duration.ofMillis(250);

    private final Bus bus;
    private final AnnouncementStore store;

    AnnouncementService(Bus bus, AnnouncementStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<AnnouncementAccepted> create(CreateAnnouncement request, Call<AnnouncementAccepted> call) {
        return call.change(tx -> store.insert(tx, request).map(id -> {
            tx.auditSubject("announcement", id);
            tx.publish(NotificationEvents.ANNOUNCEMENT_BATCH, id.toString(), new AnnouncementBatch(id, null));
            return new AnnouncementAccepted("Announcement accepted", id);
        }));
    }

    Subscriber subscriber() {
        return new Subscriber("notifications.announcements")
                .maxAttempts(NotificationRules.MAX_ATTEMPTS, NotificationRules.INITIAL_BACKOFF)
                .on(NotificationEvents.ANNOUNCEMENT_BATCH, this::publishBatch);
    }

    private Future<?> publishBatch(Tx tx, EventEnvelope<AnnouncementBatch> eventEnvelope) {
        AnnouncementBatch batch = eventEnvelope.payload();
        return store.get(tx, batch.announcement())
                .compose(storedAnnouncement -> bus.call(
                        RecipientOperations.LIST_ACTIVE_ACCOUNTS,
                        new ListActiveAccounts(batch.afterAccount(), storedAnnouncement.role(), BATCH_SIZE),
                        RequestContext.system("notifications.announcements", CALL_TIMEOUT)))
                .map(page -> requestNotifications(tx, eventEnvelope, page.ids()));
    }

    private static int requestNotifications(
            Tx tx, EventEnvelope<AnnouncementBatch> eventEnvelope, List<UUID> accounts) {
        UUID announcement = eventEnvelope.payload().announcement();
        for (UUID account : accounts) {
            NotificationRequested notificationRequested = new NotificationRequested(
                    account,
                    announcement,
                    NotificationType.ANNOUNCEMENT,
                    TemplateParams.forAccountEvent(eventEnvelope.publishedAt()));
            tx.publish(NotificationEvents.REQUESTED, account.toString(), notificationRequested);
        }
        if (accounts.size() == BATCH_SIZE) {
            tx.schedule(
                    NotificationEvents.ANNOUNCEMENT_BATCH,
                    announcement.toString(),
                    new AnnouncementBatch(announcement, accounts.getLast()),
                    Instant.now().plus(BATCH_INTERVAL));
        }
        return accounts.size();
    }

    /** Returns the notification for a recipient, or empty if their account is no longer active. */
    Future<Optional<NotificationDraft>> draft(Tx tx, NotificationRequested notificationRequested, Recipient recipient) {
        return recipient.status() == AccountStatus.ACTIVE
                ? store.get(tx, notificationRequested.sourceId())
                        .map(storedAnnouncement -> Optional.of(
                                draft(storedAnnouncement, recipient.id(), notificationRequested.sourceId())))
                : Future.succeededFuture(Optional.empty());
    }

    private static NotificationDraft draft(StoredAnnouncement storedAnnouncement, UUID account, UUID announcement) {
        return new NotificationDraft(
                account,
                announcement,
                NotificationType.ANNOUNCEMENT,
                storedAnnouncement.severity(),
                storedAnnouncement.title(),
                storedAnnouncement.message(),
                null,
                null,
                null,
                null);
    }
}
