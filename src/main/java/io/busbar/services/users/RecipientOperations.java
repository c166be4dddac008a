package io.busbar.services.users;

import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.services.users.AccountOperations.AccountStatus;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What notifications asks of users: how to reach people, what they want to hear of, and what others may call them. */
public interface RecipientOperations {
    /** As many are asked for at once. */
    int MAX_RECIPIENTS = 200;

    Operation<BatchGetRecipients, ListResult<Recipient>> BATCH_GET_RECIPIENTS = UsersOperations.USERS
            .internal("batchGetRecipients")
            .summary("People as somebody to be written to")
            .description("Those of them that there are, in no order.")
            .idempotent()
            .takes(BatchGetRecipients.class)
            .returnsList(Recipient.class);

    Operation<ListActiveAccounts, ActiveAccounts> LIST_ACTIVE_ACCOUNTS = UsersOperations.USERS
            .internal("listActiveAccounts")
            .summary("The next accounts that are active, by their ids")
            .idempotent()
            .takes(ListActiveAccounts.class)
            .returns(ActiveAccounts.class);

    /** Whom. */
    record BatchGetRecipients(
            @NotNull @Size(max = MAX_RECIPIENTS) List<@NotNull UUID> ids) {
        public BatchGetRecipients {
            ids = List.copyOf(ids);
        }
    }

    /** How many behind this id, of a role or of all. */
    record ListActiveAccounts(
            @Nullable UUID afterId,
            @Nullable Role role,
            @NotNull @Min(1) @Max(MAX_RECIPIENTS) Integer limit) {}

    /** In the order of their ids; fewer than asked for when these are the last. */
    record ActiveAccounts(@NotNull List<UUID> ids) {
        public ActiveAccounts {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Somebody to be written to.
     *
     * @param email the confirmed address
     * @param name  what they call themselves
     * @param publicName what others who have to do with them may call them: the username of who is not to be seen
     * @param timeZone  the time zone they have set; null for none
     * @param preferences what they want to hear of
     */
    record Recipient(
            @NotNull UUID id,
            @NotNull AccountStatus status,
            @NotNull Role role,
            @NotNull String email,
            @NotNull String name,
            @NotNull String publicName,
            @NotNull String language,
            @Nullable ZoneId timeZone,
            @NotNull RecipientPreferences preferences) {}

    /** What somebody wants to hear of, by their settings. */
    record RecipientPreferences(
            @NotNull Boolean email,
            @NotNull Boolean bookingReminders,
            @NotNull Boolean reviews) {}
}
