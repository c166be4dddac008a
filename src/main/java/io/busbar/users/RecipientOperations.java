package io.busbar.users;

import io.busbar.bus.Items;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import io.busbar.users.AccountOperations.Status;
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
    int MOST = 200;

    Operation<People, Items<Recipient>> RECIPIENTS = UsersOperations.USERS
            .internal("recipients")
            .summary("People as somebody to be written to")
            .description("Those of them that there are, in no order.")
            .idempotent()
            .takes(People.class)
            .answersItems(Recipient.class);

    Operation<NextActive, ActiveAccounts> ACTIVE = UsersOperations.USERS
            .internal("active")
            .summary("The next accounts that are active, by their ids")
            .idempotent()
            .takes(NextActive.class)
            .answers(ActiveAccounts.class);

    /** Whom. */
    record People(@NotNull @Size(max = MOST) List<@NotNull UUID> ids) {
        public People {
            ids = List.copyOf(ids);
        }
    }

    /** How many behind this id, of a role or of all. */
    record NextActive(
            @Nullable UUID after,
            @Nullable Role role,
            @NotNull @Min(1) @Max(MOST) Integer limit) {}

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
     * @param shown what others who have to do with them may call them: the username of who is not to be seen
     * @param zone  the time zone they have set; null for none
     * @param wants what they want to hear of
     */
    record Recipient(
            @NotNull UUID id,
            @NotNull Status status,
            @NotNull Role role,
            @NotNull String email,
            @NotNull String name,
            @NotNull String shown,
            @NotNull String language,
            @Nullable ZoneId zone,
            @NotNull Wants wants) {}

    /** What somebody wants to hear of, by their settings. */
    record Wants(
            @NotNull Boolean email,
            @NotNull Boolean reminders,
            @NotNull Boolean reviews) {}
}
