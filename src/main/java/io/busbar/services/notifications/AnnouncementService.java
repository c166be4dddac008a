package io.busbar.services.notifications;

import static io.busbar.services.notifications.NotificationOperations.ANNOUNCEMENT;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobRun;
import io.busbar.services.notifications.AnnouncementStore.StoredAnnouncement;
import io.busbar.services.notifications.NotificationContinuations.NotificationRequested;
import io.busbar.services.notifications.NotificationContinuations.TemplateParams;
import io.busbar.services.notifications.NotificationOperations.AnnouncementAccepted;
import io.busbar.services.notifications.NotificationOperations.AnnouncementState;
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
 * Sends announcements in batches, each a step of a job: its notifications and the state for the next batch commit together, so a crash neither
 * skips an account nor notifies one twice.
 */
final class AnnouncementService {
    private static final int BATCH_SIZE = RecipientOperations.MAX_RECIPIENTS;

    /** The delay between two batches, which lets other notifications through. */
    private static final Duration BATCH_INTERVAL = Duration.ofMillis(250);

    private final Bus bus;
    private final AnnouncementStore store;

    /** The result of an announcement. */
    record AnnouncementResult(long notified) {}

    AnnouncementService(Bus bus, AnnouncementStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<AnnouncementAccepted> create(CreateAnnouncement request, Call<AnnouncementAccepted> call) {
        return call.change(tx -> store.insert(tx, request).compose(id -> {
            tx.auditSubject("announcement", id);
            // Without an owner, the job outlives the account of the admin, who stays in the audit.
            return tx.startJob(ANNOUNCEMENT, null, new AnnouncementState(id, Instant.now(), null, 0))
                    .map(job -> new AnnouncementAccepted("Announcement accepted", id));
        }));
    }

    /** Requests the notifications of the next batch; they commit together with the state for the batch after it. */
    Future<JobOutcome> publishBatch(JobRun<AnnouncementState> run) {
        AnnouncementState state = run.state();
        return store.get(state.announcement())
                .compose(storedAnnouncement -> bus.call(
                        RecipientOperations.LIST_ACTIVE_ACCOUNTS,
                        new ListActiveAccounts(state.afterAccount(), storedAnnouncement.role(), BATCH_SIZE),
                        run.requestContext()))
                .map(page -> next(run, page.ids()).with(tx -> requestNotifications(tx, state, page.ids())));
    }

    private static JobOutcome next(JobRun<AnnouncementState> run, List<UUID> accounts) {
        AnnouncementState state = run.state();
        long notified = state.notified() + accounts.size();
        if (accounts.size() < BATCH_SIZE) {
            return run.done(new AnnouncementResult(notified));
        }
        AnnouncementState nextState =
                new AnnouncementState(state.announcement(), state.announcedAt(), accounts.getLast(), notified);
        return run.nextAfter(BATCH_INTERVAL, nextState, notified, null);
    }

    private static Future<Void> requestNotifications(Tx tx, AnnouncementState state, List<UUID> accounts) {
        for (UUID account : accounts) {
            NotificationRequested notificationRequested = new NotificationRequested(
                    account,
                    state.announcement(),
                    NotificationType.ANNOUNCEMENT,
                    TemplateParams.forAccountEvent(state.announcedAt()));
            tx.enqueue(NotificationContinuations.REQUESTED, account.toString(), notificationRequested);
        }
        return Future.succeededFuture();
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
