package io.busbar.services.notifications;

import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.notifications.Severity;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.PageCount;
import io.busbar.services.users.AccountOperations.UserRole;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the notifications service. */
public interface NotificationOperations {
    Contract NOTIFICATIONS = Contract.of(
            "notifications",
            "Notifications of users about events that concern them: stored, pushed to browsers and sent by email.",
            NotificationContinuations.class,
            NotificationEvents.class,
            NotificationPushes.class,
            AnnouncementNotifications.class,
            NotificationPersonalData.class);

    /** The maximum length of the title of an announcement in characters. */
    int MAX_TITLE_LENGTH = 120;

    /** The maximum length of the text of an announcement in characters. */
    int MAX_MESSAGE_LENGTH = 2000;

    PageCount UNREAD = new PageCount("unread", "The number of all unread notifications.");

    /** The result of a delivery attempt; {@link #SENDING} until it has ended. */
    enum DeliveryResult {
        /** The attempt has not ended. */
        SENDING,
        SENT,
        FAILED,
        /** No email was sent, for the given reason. */
        SKIPPED
    }

    Operation<ListNotifications, Page<Notification>> LIST = NOTIFICATIONS
            .get("list", "/notification")
            .summary("List your notifications")
            .description(
                    "Returns the newest notifications first. The newest 1,000 are retained. `X-Total-Count` is the number of matching"
                            + " notifications, `X-Unread-Count` the number of all unread ones.")
            .allow(signedIn())
            .takes(ListNotifications.class)
            .returnsPage(Notification.class, UNREAD);

    Operation<Id, NotificationMarkedRead> MARK_READ = NOTIFICATIONS
            .put("markRead", "/notification/{id}/read")
            .summary("Mark a notification as read")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takesParameters(Id.class)
            .returns(NotificationMarkedRead.class);

    Operation<Empty, AllMarkedRead> MARK_ALL_READ = NOTIFICATIONS
            .put("markAllRead", "/notification/read-all")
            .summary("Mark all your notifications as read")
            .allow(signedIn())
            .returns(AllMarkedRead.class);

    /** Batches of all announcements take turns, so that the pause between two batches holds for all of them. */
    Job<AnnouncementState> ANNOUNCEMENT = NOTIFICATIONS
            .job("announcement", "Notifies the recipients of an announcement.", AnnouncementState.class)
            .concurrency(1, 1)
            .maxAttempts(NotificationTrigger.MAX_ATTEMPTS, NotificationTrigger.INITIAL_BACKOFF);

    Operation<CreateAnnouncement, AnnouncementAccepted> CREATE_ANNOUNCEMENT = NOTIFICATIONS
            .post("createAnnouncement", "/notification/announcement")
            .summary("Create an announcement")
            .description(
                    "Notifies all users, or all users with a role, in the background. Every account that is active when its batch is"
                            + " processed gets one notification. Admins see the progress in the list of all jobs, under the type"
                            + " `notifications.announcement`.")
            .allow(role(ADMIN))
            .takes(CreateAnnouncement.class)
            .returnsAccepted(AnnouncementAccepted.class);

    Operation<ListDeliveryAttempts, Page<DeliveryAttempt>> LIST_ATTEMPTS = NOTIFICATIONS
            .get("listAttempts", "/notification/attempts")
            .summary("List delivery attempts")
            .description(
                    "Returns attempts to send notifications by email, newest first. If an attempt is interrupted, for example by a"
                            + " crash of its node, another one follows with the same Message-ID, so that the recipient's server can recognize the"
                            + " duplicate.")
            .allow(role(ADMIN))
            .takes(ListDeliveryAttempts.class)
            .returnsPage(DeliveryAttempt.class);

    /** Selects the notifications to list. */
    record ListNotifications(
            @Nullable @Doc(value = "Only unread notifications.", example = "true")
            Boolean unread,

            PageRequest page) {}

    /** A notification. Its severity is named {@code type} in JSON, as existing clients expect. */
    record Notification(
            @Doc(value = "The notification's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(
                    value = "The notification's number among those of the user, starting at 1, without gaps.",
                    example = "7")
            Long number,

            @JsonProperty("type") @Doc(value = "The severity.", example = "success")
            Severity severity,

            @Doc(value = "The title.", example = "Booking confirmed")
            String title,

            @Text(MAX_MESSAGE_LENGTH)
            @Doc(
                    value =
                            "The message. Times are in the user's time zone, or in that of the booking if the user has set none.",
                    example = "Maria Schmidt confirmed Tap repair on Monday, 23 November 2026, 09:00 (Europe/Berlin).")
            String message,

            @Doc(value = "Whether the notification has been read.", example = "false")
            Boolean read,

            @Doc(value = "When the notification was created.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            NotificationData data) {}

    /**
     * The subject of a notification in machine-readable form.
     *
     * @param notificationType the name of a {@link io.busbar.bus.notifications.NotificationType}, which may be unknown to this node if a
     *     newer one stored it
     */
    record NotificationData(
            @Doc(value = "The type of the notification.", example = "booking.confirmed")
            String notificationType,

            @Nullable @Doc(value = "The booking's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID bookingId,

            @Nullable @Doc(value = "The user ID of the other party.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID userId) {}

    record NotificationMarkedRead(
            @Doc(value = "A human-readable message.", example = "Notification marked as read")
            String message,

            Notification notification) {}

    record AllMarkedRead(
            @Doc(value = "A human-readable message.", example = "All notifications marked as read")
            String message) {}

    record CreateAnnouncement(
            @Line(MAX_TITLE_LENGTH) @Doc(value = "The title.", example = "Maintenance on Sunday")
            String title,

            @Text(MAX_MESSAGE_LENGTH)
            @Doc(value = "The message.", example = "On Sunday from 3:00 to 3:30 UTC nothing can be booked.")
            String message,

            @Nullable @Doc(value = "The severity. Defaults to `info`.", example = "warning")
            Severity severity,

            @Nullable @Doc(value = "Only users with this role.", example = "professional")
            UserRole role) {}

    record AnnouncementAccepted(
            @Doc(value = "A human-readable message.", example = "Announcement accepted")
            String message,

            @Doc(value = "The announcement's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id) {}

    /**
     * The next batch of an announcement.
     *
     * @param afterAccount the last account of the previous batch; null for the first batch
     * @param notified     the number of accounts in the previous batches
     */
    record AnnouncementState(UUID announcement, @Nullable UUID afterAccount, long notified) {}

    /** Selects the delivery attempts to list. */
    record ListDeliveryAttempts(
            @Nullable @Doc("Only attempts for this user.") UUID userId,

            @Nullable @Doc(value = "Only attempts with this result.", example = "failed")
            DeliveryResult result,

            PageRequest page) {}

    /** An attempt to send a notification by email. */
    record DeliveryAttempt(
            @Doc(value = "The attempt's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The notification's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID notificationId,

            @Doc(value = "The recipient's user ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID userId,

            @Doc(value = "The delivery channel.", example = "email")
            String channel,

            @Doc(value = "The service that sends over the channel.", example = "smtp")
            String provider,

            @Doc(value = "The number of the attempt for this notification, starting at 1.", example = "2")
            Integer number,

            @Doc(value = "The result of the attempt.", example = "failed")
            DeliveryResult result,

            @Nullable
            @Doc(
                    value =
                            "The reason for a failure (`unavailable`, `refused`, `interrupted`) or for skipping the email (`preference`,"
                                    + " `suspended`, `pending_deletion` or `pending`, the status of the account, and `late` if the message was out of date).",
                    example = "unavailable")
            String reason,

            @Nullable
            @Doc(
                    value = "The Message-ID of the sent email, the same in every attempt.",
                    example = "4bf92f35@example.org")
            String messageId,

            @Nullable
            @Text(500)
            @Doc(value = "The error message, without email addresses.", example = "Mail cannot be sent right now")
            String error,

            @Doc(value = "When the attempt started.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime startedAt,

            @Nullable @Doc(value = "When the attempt ended.", example = "2026-11-20T09:30:01Z")
            OffsetDateTime endedAt) {}
}
