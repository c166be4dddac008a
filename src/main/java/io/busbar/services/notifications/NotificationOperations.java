package io.busbar.services.notifications;

import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Contract;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.Role;
import io.busbar.bus.WireNames;
import io.busbar.services.users.AccountOperations.AccountId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the notifications service answers: what people were told, and how it was brought to them. */
public interface NotificationOperations {
    Contract NOTIFICATIONS = Contract.of(
            "notifications",
            "What people are told of what happens to them: kept, pushed to their browsers, mailed if they want.",
            NotificationEvents.class,
            NotificationPushes.class);

    /** The title of an announcement has this many characters at most. */
    int MAX_TITLE_LENGTH = 120;

    /** Its text has this many. */
    int MAX_MESSAGE_LENGTH = 2000;

    /** How a notification looks. */
    enum Severity {
        INFO,
        SUCCESS,
        WARNING,
        ERROR;

        private static final WireNames<Severity> NAMES = WireNames.of(Severity.class);

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static Severity of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    /** What became of an attempt to reach somebody. */
    enum Result {
        /** Under way. */
        SENDING,
        SENT,
        FAILED,
        /** Not tried, for a reason. */
        SKIPPED;

        private static final WireNames<Result> NAMES = WireNames.of(Result.class);

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static Result of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    Operation<ListNotifications, Page<Notification>> LIST = NOTIFICATIONS
            .get("list", "/notification")
            .summary("List one's notifications")
            .description(
                    "The newest first; the newest 1,000 are kept. `X-Total-Count` is how many match, `X-Unread-Count`"
                            + " how many of all are unread.")
            .allow(signedIn())
            .takes(ListNotifications.class)
            .returnsPage(Notification.class);

    Operation<NotificationId, NotificationMarkedRead> MARK_READ = NOTIFICATIONS
            .put("markRead", "/notification/{id}/read")
            .summary("Mark a notification as read")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takesParameters(NotificationId.class)
            .returns(NotificationMarkedRead.class);

    Operation<Empty, AllMarkedRead> MARK_ALL_READ = NOTIFICATIONS
            .put("markAllRead", "/notification/read-all")
            .summary("Mark all of one's notifications as read")
            .allow(signedIn())
            .returns(AllMarkedRead.class);

    Operation<CreateAnnouncement, AnnouncementAccepted> CREATE_ANNOUNCEMENT = NOTIFICATIONS
            .post("createAnnouncement", "/notification/announcement")
            .summary("Tell everybody something")
            .description(
                    "Or everybody of a role. Told in the background, each person once: to every account that is active when its turn"
                            + " comes.")
            .allow(role(ADMIN))
            .takes(CreateAnnouncement.class)
            .accepts(AnnouncementAccepted.class);

    Operation<ListDeliveryAttempts, Page<DeliveryAttempt>> LIST_ATTEMPTS = NOTIFICATIONS
            .get("listAttempts", "/notification/attempts")
            .summary("List attempts to reach people by mail")
            .description(
                    "The newest first. An attempt that was interrupted, by a crash of its node say, is followed by another with the same"
                            + " Message-ID, so that the recipient's server can tell that it is the same letter.")
            .allow(role(ADMIN))
            .takes(ListDeliveryAttempts.class)
            .returnsPage(DeliveryAttempt.class);

    Operation<AccountId, NotificationsPersonalData> PERSONAL_DATA = NOTIFICATIONS
            .internal("exportPersonalData")
            .summary("What notifications keeps of a person")
            .maxResponse(8 << 20)
            .idempotent()
            .takes(AccountId.class)
            .returns(NotificationsPersonalData.class);

    /** Which page, and of which. */
    record ListNotifications(
            @Nullable @Doc(value = "Only those that are unread.", example = "true")
            Boolean unread,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Which one. */
    record NotificationId(@NotNull @Doc("The notification.") UUID id) {}

    /** Something somebody is told. */
    record Notification(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Counts the person's notifications, from 1 and without gaps.", example = "7")
            Long number,

            @NotNull @Doc(value = "How it looks.", example = "success")
            Severity type,

            @NotNull @Doc(value = "A few words.", example = "Booking confirmed")
            String title,

            @NotNull
            @Doc(
                    value =
                            "A sentence or two; times are in the person's time zone, or the booking's if they have set none.",
                    example = "Maria Schmidt confirmed Tap repair on Monday, 23 November 2026, 09:00 (Europe/Berlin).")
            String message,

            @NotNull @Doc(value = "Whether it was marked as read.", example = "false")
            Boolean read,

            @NotNull @Doc(value = "When it was made.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @NotNull NotificationData data) {}

    /** What a notification is about, for programs. */
    record NotificationData(
            @NotNull @Doc(value = "What happened.", example = "booking.confirmed")
            String kind,

            @Nullable @Doc(value = "The booking.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID bookingId,

            @Nullable @Doc(value = "The other person.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID userId) {}

    /** A notification that is read now. */
    record NotificationMarkedRead(
            @NotNull @Doc(value = "For people.", example = "Notification marked as read")
            String message,

            @NotNull Notification notification) {}

    /** That nothing is unread. */
    record AllMarkedRead(
            @NotNull @Doc(value = "For people.", example = "All notifications marked as read")
            String message) {}

    /** What is to be told. */
    record CreateAnnouncement(
            @NotBlank @Size(max = MAX_TITLE_LENGTH) @Doc(value = "A few words.", example = "Maintenance on Sunday")
            String title,

            @NotBlank
            @Size(max = MAX_MESSAGE_LENGTH)
            @Doc(value = "What people are to know.", example = "On Sunday from 3:00 to 3:30 UTC nothing can be booked.")
            String message,

            @Nullable @Doc(value = "How it looks; info unless given.", example = "warning")
            Severity type,

            @Nullable @Doc(value = "Only people of this role.", example = "professional")
            Role role) {}

    /** That it is being told. */
    record AnnouncementAccepted(
            @NotNull @Doc(value = "For people.", example = "Announcement accepted")
            String message,

            @NotNull @Doc(value = "The announcement.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id) {}

    /** Filters of the list. */
    record ListDeliveryAttempts(
            @Nullable @Doc("Only those to this user.") UUID userId,

            @Nullable @Doc(value = "Only those that ended so.", example = "failed")
            Result result,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** One attempt to reach somebody. */
    record DeliveryAttempt(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "What they were to be told.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID notificationId,

            @NotNull @Doc(value = "Whom it was for.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID userId,

            @NotNull @Doc(value = "On which way.", example = "email")
            String channel,

            @NotNull @Doc(value = "Who was to bring it.", example = "smtp")
            String provider,

            @NotNull @Doc(value = "1 for the first of this notification.", example = "2")
            Integer number,

            @NotNull @Doc(value = "What became of it.", example = "failed")
            Result result,

            @Nullable
            @Doc(
                    value =
                            "Why it failed or was skipped: `unavailable`, `refused`, `interrupted`; `preference`, `suspended`, `pending_deletion`,"
                                    + " `pending`, `late`.",
                    example = "unavailable")
            String reason,

            @Nullable
            @Doc(value = "Of a letter that was sent; the same in every attempt.", example = "4bf92f35@example.org")
            String messageId,

            @Nullable @Doc(value = "What went wrong, without addresses.", example = "Mail cannot be sent right now")
            String error,

            @NotNull @Doc(value = "When it began.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime startedAt,

            @Nullable @Doc(value = "When it ended.", example = "2026-11-20T09:30:01Z")
            OffsetDateTime endedAt) {}

    /** All that is kept of somebody, and the newest attempts to reach them. */
    record NotificationsPersonalData(
            @NotNull List<Notification> notifications,
            @NotNull List<DeliveryAttempt> deliveryAttempts) {
        public NotificationsPersonalData {
            notifications = List.copyOf(notifications);
            deliveryAttempts = List.copyOf(deliveryAttempts);
        }
    }
}
