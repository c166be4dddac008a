package io.busbar.services.users;

import static io.busbar.bus.Access.role;
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
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.UsersOperations.Address;
import io.busbar.services.users.UsersOperations.ProfileUpdated;
import io.busbar.services.users.UsersOperations.SocialLinks;
import io.busbar.services.users.UsersOperations.UpdateProfile;
import io.busbar.services.users.UsersOperations.User;
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
        public String wireName() {
            return NAMES.name(this);
        }
    }

    /** The statuses that an admin gives. */
    enum AssignableStatus {
        ACTIVE,
        SUSPENDED;

        private static final WireNames<AssignableStatus> NAMES = WireNames.of(AssignableStatus.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    /** What can be done to many at once. */
    enum BulkAction {
        SUSPEND,
        ACTIVATE,
        DELETE,
        ROLE;

        private static final WireNames<BulkAction> NAMES = WireNames.of(BulkAction.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    /** What came of one row. */
    enum BulkOutcome {
        /** It is as wished now; in a dry run, it would be. */
        CHANGED,
        /** It was as wished before. */
        UNCHANGED,
        REFUSED,
        NOT_FOUND,
        /** It went wrong; another try may do it. */
        FAILED,
        /** There was no time left for it. */
        NOT_ATTEMPTED;

        private static final WireNames<BulkOutcome> NAMES = WireNames.of(BulkOutcome.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    Operation<ListUsers, Page<User>> LIST_USERS = UsersOperations.USERS
            .get("listUsers", "/user", "/users", "/users/list")
            .summary("List users")
            .description("The newest first, unless `sort` says otherwise.")
            .allow(role(ADMIN))
            .takes(ListUsers.class)
            .returnsPage(User.class);

    Operation<GetUser, User> GET_USER = UsersOperations.USERS
            .get("getUser", "/user/{id}", "/users/{id}")
            .summary("Read a user")
            .description("What the person lets others see; all of it for themselves and for admins.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(GetUser.class)
            .returns(User.class);

    Operation<UpdateUser, ProfileUpdated> UPDATE_USER = UsersOperations.USERS
            .put("updateUser", "/user/{id}", "/users/{id}")
            .summary("Update a user")
            .description(
                    "As people update themselves, and the role too. Another role ends all access tokens of the person.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(UpdateUser.class)
            .returns(ProfileUpdated.class);

    Operation<GetUser, AccountDeleted> DELETE_USER = UsersOperations.USERS
            .delete("deleteUser", "/user/{id}", "/users/{id}")
            .summary("Delete a user")
            .description(
                    "At once for everybody else, erased for good after the grace period. A pending registration is erased at once.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(GetUser.class)
            .returns(AccountDeleted.class);

    Operation<SetAccountStatus, ProfileUpdated> SET_STATUS = UsersOperations.USERS
            .put("setUserStatus", "/users/{id}/status")
            .summary("Suspend a user or take it back")
            .description("Holds on every node within 250 ms. Making somebody active also takes back a deletion.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(SetAccountStatus.class)
            .returns(ProfileUpdated.class);

    Operation<BulkRequest, BulkResult> BULK_UPDATE = UsersOperations.USERS
            .post("bulkUpdateUsers", "/users/bulk-operations")
            .summary("Do one thing to many users")
            .description(
                    "Each row for itself: what is refused or fails for one is done for the others, and what there is no time for is said. A dry run changes nothing.")
            .allow(role(ADMIN))
            .timeout(Duration.ofSeconds(30))
            .takes(BulkRequest.class)
            .returns(BulkResult.class);

    /** Filters of the list. */
    record ListUsers(
            @Nullable
            @Size(min = 3, max = 80)
            @Doc(value = "Part of a username, address, name or phone.", example = "maria")
            String search,

            @Nullable @Doc(value = "Only those.", example = "professional")
            Role role,

            @Nullable @Doc(value = "Only those.", example = "active")
            AccountStatus status,

            @Nullable @Doc(value = "By what.", example = "newest")
            UserOrder sort,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Whom. */
    record GetUser(@NotNull @Doc("The user.") UUID id) {}

    /** Fields to change. */
    record UpdateUser(
            @NotNull @Doc("The user.") UUID id,

            @Nullable @Doc(value = "What they are to the marketplace.", example = "professional")
            Role role,

            @Nullable @Size(max = 100) String fullName,
            @Nullable @Size(max = 30) String phone,

            @Nullable
            @Size(max = 30)
            @Pattern(regexp = AccountOperations.USERNAME_PATTERN, message = AccountOperations.USERNAME_MESSAGE)
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
                            @Pattern(
                                    regexp = UsersOperations.WEB_URL_PATTERN,
                                    message = UsersOperations.WEB_URL_MESSAGE)
                            String>
                    workGallery,

            @Nullable
            @Size(max = 500)
            @Pattern(regexp = UsersOperations.WEB_URL_PATTERN, message = UsersOperations.WEB_URL_MESSAGE)
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
    record SetAccountStatus(
            @NotNull @Doc("The user.") UUID id,

            @NotNull @Doc(value = "How the account is to stand.", example = "suspended")
            AssignableStatus status,

            @Nullable
            @Size(max = 500)
            @Doc(value = "Why; the person can read it.", example = "Asked for money in advance.")
            String reason) {}

    /** That somebody is deleted. */
    record AccountDeleted(
            @NotNull @Doc(value = "For people.", example = "User deleted")
            String message,

            @NotNull @Doc(value = "When nothing of them will be left.", example = "2026-12-20T09:30:00Z")
            Instant eraseAt) {}

    /** One thing for many. */
    record BulkRequest(
            @NotNull @Doc(value = "What.", example = "suspend")
            BulkAction operation,

            @Nullable @Doc(value = "For `role`: which.", example = "professional")
            Role role,

            @NotNull @NotEmpty @Size(max = 500) List<UUID> ids,

            @Nullable @Doc(value = "Only tell what would come of it.", example = "true")
            Boolean dryRun) {}

    /** What came of it, in the order of the ids. */
    record BulkResult(
            @NotNull Boolean dryRun,
            @NotNull @Size(max = 500) List<BulkItemResult> results) {}

    /** What came of one. */
    record BulkItemResult(
            @NotNull UUID id,
            @NotNull BulkOutcome outcome,

            @NotNull @Doc(value = "For people.", example = "Suspended")
            String message) {}
}
