package io.busbar.services.users;

import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.services.users.UsersOperations.Ratings;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What other services ask about many people at once, to show them: as much of them as everybody may see. */
public interface UserSummaryOperations {
    Operation<BatchGetUsers, DisplayNames> BATCH_GET_DISPLAY_NAMES = UsersOperations.USERS
            .internal("batchGetDisplayNames")
            .summary("What people are called")
            .description(
                    "The full name of who has a public profile, or the first word of it if the caller is not signed in; else the username."
                            + " Who is suspended is called nothing. Who is gone, or about to go, is left out.")
            .idempotent()
            .takes(BatchGetUsers.class)
            .returns(DisplayNames.class);

    Operation<BatchGetUsers, UserSummaries> BATCH_GET_SUMMARIES = UsersOperations.USERS
            .internal("batchGetSummaries")
            .summary("Professionals of the public list, as much of each as a card shows")
            .description("Who is not on that list is left out.")
            .idempotent()
            .takes(BatchGetUsers.class)
            .returns(UserSummaries.class);

    /** Which people. */
    record BatchGetUsers(
            @NotNull @NotEmpty @Size(max = MAX_IDS) List<UUID> ids) {
        /** As many as a page of things between two people can name. */
        static final int MAX_IDS = 2 * Page.MAX_LIMIT;

        public BatchGetUsers {
            ids = List.copyOf(ids);
        }
    }

    /** Those of them who are there. */
    record DisplayNames(@NotNull List<DisplayName> names) {
        public DisplayNames {
            names = List.copyOf(names);
        }
    }

    /**
     * What one is called.
     *
     * @param listed whether they are in the public list of professionals
     */
    record DisplayName(
            @NotNull UUID id,
            @Nullable String name,
            @NotNull Boolean listed) {}

    /** Those of them who are listed. */
    record UserSummaries(@NotNull List<UserSummary> summaries) {
        public UserSummaries {
            summaries = List.copyOf(summaries);
        }
    }

    /** A professional in a list of others. */
    record UserSummary(
            @NotNull @Doc(value = "Their id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Unique.", example = "maria.s")
            String username,

            @Nullable @Doc(value = "As they write it.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Doc(value = "Address of a picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable @Doc(value = "What they do.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "What an hour costs.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable @Doc(value = "ISO 4217.", example = "EUR")
            String currency,

            @Nullable @Doc(value = "Where they are.", example = "Berlin")
            String city,

            @NotNull Ratings ratings) {}
}
