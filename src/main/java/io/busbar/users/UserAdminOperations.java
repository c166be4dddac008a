package io.busbar.users;

import static io.busbar.bus.Access.only;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.Role;
import io.busbar.bus.WireNames;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.UsersOperations.Address;
import io.busbar.users.UsersOperations.ProfileUpdated;
import io.busbar.users.UsersOperations.SocialLinks;
import io.busbar.users.UsersOperations.UpdateProfile;
import io.busbar.users.UsersOperations.User;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is done about other people's accounts, mostly by admins. */
public interface UserAdminOperations {

    /** Orders of the list. */
    enum UserOrder {
        NEWEST,
        OLDEST,
        USERNAME,
        EMAIL;

        private static final WireNames<UserOrder> NAMES = WireNames.of(UserOrder.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    /** The statuses that an admin gives. */
    enum GivenStatus {
        ACTIVE,
        SUSPENDED;

        private static final WireNames<GivenStatus> NAMES = WireNames.of(GivenStatus.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    /** What can be done to many at once. */
    enum BulkOperation {
        SUSPEND,
        ACTIVATE,
        DELETE,
        ROLE;

        private static final WireNames<BulkOperation> NAMES = WireNames.of(BulkOperation.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    /** What came of one row. */
    enum Outcome {
        /** It is as wished now; in a dry run, it would be. */
        CHANGED,
        /** It was as wished before. */
        UNCHANGED,
        REFUSED,
        NOT_FOUND,
        /** It went wrong; another try may do it. */
        FAILED,
        /** There was no time left for it. */
        NOT_TRIED;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    Operation<ListUsers, Page<User>> LIST = UsersOperations.USERS
            .get("list", "/user", "/users", "/users/list")
            .summary("List users")
            .description("The newest first, unless `sort` says otherwise.")
            .allow(only(ADMIN))
            .takes(ListUsers.class)
            .answersPage(User.class);

    Operation<ReadUser, User> READ = UsersOperations.USERS
            .get("read", "/user/{id}", "/users/{id}")
            .summary("Read a user")
            .description("What the person lets others see; all of it for themselves and for admins.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(ReadUser.class)
            .answers(User.class);

    Operation<UpdateUser, ProfileUpdated> UPDATE = UsersOperations.USERS
            .put("update", "/user/{id}", "/users/{id}")
            .summary("Update a user")
            .description(
                    "As people update themselves, and the role too. Another role ends all access tokens of the person.")
            .allow(only(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(UpdateUser.class)
            .answers(ProfileUpdated.class);

    Operation<ReadUser, Deleted> DELETE = UsersOperations.USERS
            .delete("delete", "/user/{id}", "/users/{id}")
            .summary("Delete a user")
            .description(
                    "At once for everybody else, erased for good after the grace period. A pending registration is erased at once.")
            .allow(only(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(ReadUser.class)
            .answers(Deleted.class);

    Operation<SetStatus, ProfileUpdated> STATUS = UsersOperations.USERS
            .put("setStatus", "/users/{id}/status")
            .summary("Suspend a user or take it back")
            .description("Holds on every node within 250 ms. Making somebody active also takes back a deletion.")
            .allow(only(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(SetStatus.class)
            .answers(ProfileUpdated.class);

    Operation<BulkRequest, BulkResult> BULK = UsersOperations.USERS
            .post("bulk", "/users/bulk-operations")
            .summary("Do one thing to many users")
            .description(
                    "Each row for itself: what is refused or fails for one is done for the others, and what there is no time for is said. A dry run changes nothing.")
            .allow(only(ADMIN))
            .within(Duration.ofSeconds(30))
            .takes(BulkRequest.class)
            .answers(BulkResult.class);

    /** Filters of the list. */
    record ListUsers(
            @Nullable
            @Size(min = 3, max = 80)
            @Doc(value = "Part of a username, address, name or phone.", example = "maria")
            String search,

            @Nullable @Doc(value = "Only those.", example = "professional")
            Role role,

            @Nullable @Doc(value = "Only those.", example = "active")
            Status status,

            @Nullable @Doc(value = "By what.", example = "newest")
            UserOrder sort,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.LONGEST) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Whom. */
    record ReadUser(@NotNull @Doc("The user.") UUID id) {}

    /** Fields to change. */
    record UpdateUser(
            @NotNull @Doc("The user.") UUID id,

            @Nullable @Doc(value = "What they are to the marketplace.", example = "professional")
            Role role,

            @Nullable @Size(max = 100) String fullName,
            @Nullable @Size(max = 30) String phone,

            @Nullable
            @Size(max = 30)
            @Pattern(regexp = AccountOperations.USERNAME, message = AccountOperations.USERNAME_RULE)
            String username,

            @Nullable @Size(min = 3, max = 254) @Doc(value = "To be confirmed.", example = "maria@example.org")
            String email,

            @Nullable @Size(max = 2000) String bio,
            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 60) String> skills,
            @Nullable Address address,
            @Nullable SocialLinks socialLinks,

            @Nullable
            @Size(max = 40)
            @Pattern(regexp = "^([a-z][a-z0-9-]*)?$")
            @Doc(value = "A word in lower case.", example = "plumbing")
            String category,

            @Nullable @DecimalMin("0") @DecimalMax("1000000")
            BigDecimal hourlyRate,

            @Nullable @Pattern(regexp = "^[A-Z]{3}$") @Doc(value = "ISO 4217.", example = "EUR")
            String currency,

            @Nullable @Size(max = 30)
            List<
                            @NotBlank @Size(max = 500)
                            @Pattern(regexp = UsersOperations.WEB_ADDRESS, message = UsersOperations.WEB_ADDRESS_RULE)
                            String>
                    workGallery,

            @Nullable
            @Size(max = 500)
            @Pattern(regexp = UsersOperations.WEB_ADDRESS, message = UsersOperations.WEB_ADDRESS_RULE)
            String profilePicture) {

        /** The fields that people change by themselves too. */
        UpdateProfile profile() {
            return new UpdateProfile(
                    fullName,
                    phone,
                    username,
                    email,
                    bio,
                    skills,
                    address,
                    socialLinks,
                    category,
                    hourlyRate,
                    currency,
                    workGallery,
                    profilePicture,
                    null);
        }
    }

    /** A status to give. */
    record SetStatus(
            @NotNull @Doc("The user.") UUID id,

            @NotNull @Doc(value = "How the account is to stand.", example = "suspended")
            GivenStatus status,

            @Nullable
            @Size(max = 500)
            @Doc(value = "Why; the person can read it.", example = "Asked for money in advance.")
            String reason) {}

    /** That somebody is deleted. */
    record Deleted(
            @NotNull @Doc(value = "For people.", example = "User deleted")
            String message,

            @NotNull @Doc(value = "When nothing of them will be left.", example = "2026-12-20T09:30:00Z")
            Instant eraseAt) {}

    /** One thing for many. */
    record BulkRequest(
            @NotNull @Doc(value = "What.", example = "suspend")
            BulkOperation operation,

            @Nullable @Doc(value = "For `role`: which.", example = "professional")
            Role role,

            @NotNull @NotEmpty @Size(max = 500) List<UUID> ids,

            @Nullable @Doc(value = "Only tell what would come of it.", example = "true")
            Boolean dryRun) {}

    /** What came of it, in the order of the ids. */
    record BulkResult(
            @NotNull Boolean dryRun,
            @NotNull @Size(max = 500) List<BulkRow> results) {}

    /** What came of one. */
    record BulkRow(
            @NotNull UUID id,
            @NotNull Outcome outcome,

            @NotNull @Doc(value = "For people.", example = "Suspended")
            String message) {}
}
