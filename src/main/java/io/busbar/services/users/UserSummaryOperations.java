package io.busbar.services.users;

import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.data.listing.Page;
import io.busbar.services.users.UsersOperations.Ratings;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Internal operations by which other services read the public names and summaries of many users at once. */
public interface UserSummaryOperations {
    Operation<BatchGetUsers, DisplayNames> BATCH_GET_DISPLAY_NAMES = USERS.internal("batchGetDisplayNames")
            .summary("Get the display names of users")
            .description(
                    "Returns the full name of users with a public profile, or its first word if the caller is not signed in; otherwise the"
                            + " username. Suspended users have no name. Deleted users are left out.")
            .idempotent()
            .takes(BatchGetUsers.class)
            .returns(DisplayNames.class);

    Operation<BatchGetUsers, UserSummaries> BATCH_GET_SUMMARIES = USERS.internal("batchGetSummaries")
            .summary("Get the summaries of listed professionals")
            .description("Leaves out users who are not in the public list.")
            .idempotent()
            .takes(BatchGetUsers.class)
            .returns(UserSummaries.class);

    /** The IDs of the users. */
    record BatchGetUsers(@NotEmpty @Size(max = MAX_IDS) List<UUID> ids) {
        /** Maximum number of IDs: two users for each item of a page. */
        static final int MAX_IDS = 2 * Page.MAX_LIMIT;

        public BatchGetUsers {
            ids = List.copyOf(ids);
        }
    }

    /** The display names of the users that exist. */
    record DisplayNames(List<DisplayName> names) {
        public DisplayNames {
            names = List.copyOf(names);
        }
    }

    /**
     * The name of a user as others see it.
     *
     * @param name   null if the user is suspended
     * @param listed whether the user is in the public list of professionals
     */
    record DisplayName(UUID id, @Nullable String name, Boolean listed) {}

    /** The summaries of the users who are listed. */
    record UserSummaries(List<UserSummary> summaries) {
        public UserSummaries {
            summaries = List.copyOf(summaries);
        }
    }

    /** A short public profile for lists. */
    record UserSummary(
            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The unique username.", example = "maria.s")
            String username,

            @Nullable @Doc(value = "The full name.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Doc(value = "The URL of the profile picture.", example = "https://example.com/maria.jpg")
            String profilePicture,

            @Nullable @Doc(value = "The professional's category in the catalog.", example = "plumbing")
            String category,

            @Nullable @Doc(value = "The hourly rate, in major units of the currency.", example = "45.5")
            BigDecimal hourlyRate,

            @Nullable @Doc(value = "The ISO 4217 code of the currency.", example = "EUR")
            String currency,

            @Nullable @Doc(value = "The city.", example = "Berlin")
            String city,

            Ratings ratings) {}
}
