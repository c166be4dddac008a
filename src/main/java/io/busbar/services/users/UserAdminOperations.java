package io.busbar.services.users;

import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;
import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.data.listing.Page;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersOperations.Address;
import io.busbar.services.users.UsersOperations.ProfileUpdated;
import io.busbar.services.users.UsersOperations.SocialLinks;
import io.busbar.services.users.UsersOperations.UpdateProfile;
import io.busbar.services.users.UsersOperations.User;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations on the accounts of other users, mostly for admins. */
public interface UserAdminOperations {

    /** The sort orders of the list. */
    enum UserOrder {
        NEWEST,
        OLDEST,
        USERNAME,
        EMAIL
    }

    /** The statuses that an admin can set. */
    enum AssignableStatus {
        ACTIVE,
        SUSPENDED
    }

    /** The actions of a bulk update. */
    enum BulkAction {
        SUSPEND,
        ACTIVATE,
        DELETE,
        ROLE
    }

    /** The outcome for one account of a bulk update. */
    enum BulkOutcome {
        /** The account was changed, or would be in a dry run. */
        CHANGED,
        /** The account already was as requested. */
        UNCHANGED,
        REFUSED,
        NOT_FOUND,
        /** The change failed unexpectedly; a retry may succeed. */
        FAILED,
        /** The time limit of the request was reached before. */
        NOT_ATTEMPTED
    }

    Operation<ListUsers, Page<User>> LIST_USERS = USERS.get("listUsers", "/user", "/users", "/users/list")
            .summary("List users")
            .description("Returns the users, most recent first unless `sort` is given.")
            .allow(role(ADMIN))
            .takes(ListUsers.class)
            .returnsPage(User.class);

    Operation<Id, User> GET_USER = USERS.get("getUser", "/user/{id}", "/users/{id}")
            .summary("Get a user")
            .description("Returns the part of the profile that the user shares. The user and admins see all of it.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(User.class);

    Operation<UpdateUser, ProfileUpdated> UPDATE_USER = USERS.put("updateUser", "/user/{id}", "/users/{id}")
            .summary("Update a user")
            .description(
                    "Changes the given fields of the profile, and the role. Changing the role revokes the user's access tokens.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .patches()
            .takes(UpdateUser.class)
            .returns(ProfileUpdated.class);

    Operation<Id, AccountDeleted> DELETE_USER = USERS.delete("deleteUser", "/user/{id}", "/users/{id}")
            .summary("Delete a user")
            .description(
                    "Hides the account at once and erases it after the grace period. Erases a pending account at once.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(Id.class)
            .returns(AccountDeleted.class);

    Operation<SetAccountStatus, ProfileUpdated> SET_STATUS = USERS.put("setUserStatus", "/users/{id}/status")
            .summary("Suspend or activate a user")
            .description("Takes effect on every node within 250 ms. Activating a user also cancels a deletion.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takes(SetAccountStatus.class)
            .returns(ProfileUpdated.class);

    Operation<BulkRequest, BulkResult> BULK_UPDATE = USERS.post("bulkUpdateUsers", "/users/bulk-operations")
            .summary("Update many users")
            .description(
                    "Changes each user in a transaction of its own, so that a refusal or failure does not affect the others. Users that are not"
                            + " reached within the time limit are returned as `not_attempted`. A dry run changes nothing.")
            .allow(role(ADMIN))
            .timeout(Duration.ofSeconds(30))
            .takes(BulkRequest.class)
            .returns(BulkResult.class);

    /** Selects the users to list and their order. */
    record ListUsers(
            @Nullable
            @Line(value = 80, min = 3) // with fewer characters the trigram index would match every row
            @Doc(value = "A part of the username, email address, full name or phone number.", example = "maria")
            String search,

            @Nullable @Doc(value = "Only users with this role.", example = "professional")
            UserRole role,

            @Nullable @Doc(value = "Only users with this status.", example = "active")
            AccountStatus status,

            @Nullable @Doc(value = "The sort order.", example = "newest")
            UserOrder sort,

            PageRequest page) {}

    /** The fields to change. */
    record UpdateUser(
            @Doc("The user's ID.") UUID id,

            @Nullable @Doc(value = "The new role.", example = "professional")
            UserRole role,

            @Nullable @Line(value = 100, min = 0) String fullName,
            @Nullable @Size(max = 30) String phone,

            @Nullable
            @Size(max = 30)
            @Pattern(regexp = AccountOperations.USERNAME_PATTERN, message = AccountOperations.USERNAME_MESSAGE)
            String username,

            @Nullable
            @Size(min = 3, max = 254)
            @Doc(
                    value = "The new email address. It replaces the current one once it is verified.",
                    example = "maria@example.org")
            String email,

            @Nullable @Text(value = 2000, min = 0) String bio,
            @Nullable @Size(max = 50) List<@Line(60) String> skills,
            @Nullable Address address,
            @Nullable SocialLinks socialLinks,

            @Nullable
            @Size(max = 40)
            @Pattern(regexp = "^([a-z][a-z0-9-]*)?$")
            @Doc(value = "The category, a word in lower case.", example = "plumbing")
            String category,

            @Nullable @DecimalMin("0") @DecimalMax("1000000")
            BigDecimal hourlyRate,

            @Nullable
            @Pattern(regexp = "^[A-Z]{3}$")
            @Doc(value = "The ISO 4217 code of the currency.", example = "EUR")
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

        /** Returns the fields that users can also change themselves. */
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

    /** The request to set a status. */
    record SetAccountStatus(
            @Doc("The user's ID.") UUID id,

            @Doc(value = "The new status.", example = "suspended")
            AssignableStatus status,

            @Nullable
            @Line(value = 500, min = 0)
            @Doc(value = "The reason. The user can read it.", example = "Asked for money in advance.")
            String reason) {}

    /** The response to the deletion of an account. */
    record AccountDeleted(
            @Doc(value = "A human-readable message.", example = "User deleted")
            String message,

            @Doc(value = "When the account is erased.", example = "2026-12-20T09:30:00Z")
            Instant eraseAt) {}

    /** The request to update many users. */
    record BulkRequest(
            @Doc(value = "The action.", example = "suspend") BulkAction operation,

            @Nullable @Doc(value = "The new role. Only for the action `role`.", example = "professional")
            UserRole role,

            @NotEmpty @Size(max = 500) List<UUID> ids,

            @Nullable @Doc(value = "Whether to return the outcomes without changing anything.", example = "true")
            Boolean dryRun) {}

    /** The outcomes, in the order of the IDs. */
    record BulkResult(Boolean dryRun, @Size(max = 500) List<BulkItemResult> results) {}

    /** The outcome for one user. */
    record BulkItemResult(
            UUID id,
            BulkOutcome outcome,

            @Doc(value = "A human-readable message.", example = "Suspended")
            String message) {}
}
