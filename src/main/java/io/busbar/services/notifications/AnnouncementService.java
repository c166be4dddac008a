package io.busbar.services.notifications;

import static io.busbar.services.notifications.NotificationOperations.ANNOUNCEMENT;

import io.busbar.bus.Bus;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobRun;
import io.busbar.services.notifications.AnnouncementStore.StoredAnnouncement;
import io.busbar.services.notifications.NotificationEvents.AnnouncementBatch;
import io.busbar.services.notifications.NotificationOperations.AnnouncementAccepted;
import io.busbar.services.notifications.NotificationOperations.AnnouncementState;
import io.busbar.services.notifications.NotificationOperations.CreateAnnouncement;
import io.busbar.services.users.RecipientOperations;
import io.busbar.services.users.RecipientOperations.ListActiveAccounts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Sends announcements in batches, each a step of a job: its notifications and the state for the next batch commit together, so a crash
 * neither skips an account nor notifies one twice.
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

    Future<AnnouncementAccepted> create(Tx tx, CreateAnnouncement request) {
        return store.insert(tx, request).compose(id -> {
            tx.auditSubject("announcement", id);
            // Without an owner, the job outlives the account of the admin, who stays in the audit.
            return tx.startJob(ANNOUNCEMENT, null, new AnnouncementState(id, null, 0))
                    .map(job -> new AnnouncementAccepted("Announcement accepted", id));
        });
    }

    /** Publishes the next batch; it commits together with the state for the batch after it. */
    Future<JobOutcome> publishBatch(JobRun<AnnouncementState> run) {
        return store.get(run.state().announcement())
                .compose(announcement -> bus.call(
                                RecipientOperations.LIST_ACTIVE_ACCOUNTS,
                                new ListActiveAccounts(run.state().afterAccount(), announcement.role(), BATCH_SIZE),
                                run.requestContext())
                        .map(page -> next(run, page.ids())
                                .with(tx -> publish(tx, run.state().announcement(), announcement, page.ids()))));
    }

    private static JobOutcome next(JobRun<AnnouncementState> run, List<UUID> accounts) {
        AnnouncementState state = run.state();
        long notified = state.notified() + accounts.size();
        if (accounts.size() < BATCH_SIZE) {
            return run.done(new AnnouncementResult(notified));
        }
        AnnouncementState nextState = new AnnouncementState(state.announcement(), accounts.getLast(), notified);
        return run.nextAfter(BATCH_INTERVAL, nextState, notified, null);
    }

    private static Future<Void> publish(Tx tx, UUID id, StoredAnnouncement announcement, List<UUID> accounts) {
        if (!accounts.isEmpty()) {
            tx.publish(
                    NotificationEvents.ANNOUNCEMENT_BATCH,
                    id.toString(),
                    new AnnouncementBatch(
                            id, announcement.severity(), announcement.title(), announcement.message(), accounts));
        }
        return Future.succeededFuture();
    }
}
