package io.busbar.services.users;

import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.notifications.NotificationPreference;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Internal operations with which the notifications service reads the addresses, names and preferences of recipients, and lists active
 * accounts.
 */
public interface RecipientOperations {
    /** Maximum number of recipients in one request, and of accounts in one page. */
    int MAX_RECIPIENTS = 200;

    NotificationPreference BOOKING_REMINDERS = new NotificationPreference("bookingReminders");

    NotificationPreference REVIEWS = new NotificationPreference("reviewNotifications");

    Operation<BatchGetRecipients, ListResult<Recipient>> BATCH_GET_RECIPIENTS = USERS.internal("batchGetRecipients")
            .summary("Get the recipients of notifications")
            .description("Returns the users that exist, in any order.")
            .idempotent()
            .takes(BatchGetRecipients.class)
            .returnsList(Recipient.class);

    Operation<ListActiveAccounts, ActiveAccounts> LIST_ACTIVE_ACCOUNTS = USERS.internal("listActiveAccounts")
            .summary("List active accounts in the order of their IDs")
            .idempotent()
            .takes(ListActiveAccounts.class)
            .returns(ActiveAccounts.class);

    /** The IDs of the recipients. */
    record BatchGetRecipients(@Size(max = MAX_RECIPIENTS) List<UUID> ids) {
        public BatchGetRecipients {
            ids = List.copyOf(ids);
        }
    }

    /** Requests the accounts after an ID, of one role, or of all roles if {@code role} is null. */
    record ListActiveAccounts(
            @Nullable UUID afterId,
            @Nullable UserRole role,
            @Min(1) @Max(MAX_RECIPIENTS) Integer limit) {}

    /** The IDs in ascending order; fewer than the limit on the last page. */
    record ActiveAccounts(List<UUID> ids) {
        public ActiveAccounts {
            ids = List.copyOf(ids);
        }
    }

    /**
     * A recipient of notifications.
     *
     * @param email       the verified address
     * @param name        the full name, or the username if there is none
     * @param publicName  the name that others may see; the username if the profile is private or the account not active
     * @param timeZone    the time zone from the user's settings; null if none is set
     * @param preferences the notifications that the user wants
     */
    record Recipient(
            UUID id,
            AccountStatus status,
            UserRole role,
            String email,
            String name,
            String publicName,
            String language,
            @Nullable ZoneId timeZone,
            RecipientPreferences preferences) {}

    /**
     * The notifications that a user wants.
     *
     * @param email     whether notifications are sent by email
     * @param turnedOff the names of the preferences with which the user has turned off notifications
     */
    record RecipientPreferences(Boolean email, List<String> turnedOff) {
        public RecipientPreferences {
            turnedOff = List.copyOf(turnedOff);
        }
    }
}
