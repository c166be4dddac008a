package io.busbar.services.permissions;

import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.permissions.Explanation;
import io.busbar.services.users.AccountOperations.UserRole;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Admin operations on permissions: what callers need, and why a user may or may not do something. */
public interface PermissionOperations {
    Contract PERMISSIONS = Contract.of("permissions", "See which permissions there are, and why a user has one or not.")
            .holdsNoPersonalData();

    Operation<Empty, ListResult<Permission>> LIST = PERMISSIONS
            .get("list", "/permissions")
            .summary("List permissions")
            .description(
                    "Returns the permission of each operation, sorted by permission and operation. Operations that are declared at"
                            + " run time are not listed.")
            .allow(role(ADMIN))
            .returnsList(Permission.class);

    Operation<ExplainPermission, Explanation> EXPLAIN = PERMISSIONS
            .get("explain", "/permissions/explanation")
            .summary("Explain a permission")
            .description(
                    "Returns whether a user may call the operations with a permission, and everything that speaks for or against it."
                            + " `resource` is required if the permission concerns objects; without one, only the role decides, and denials"
                            + " and restrictions have no effect. The status of the account is not considered:"
                            + " a suspended user cannot sign in.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takes(ExplainPermission.class)
            .returns(Explanation.class);

    /** The permission of one operation. */
    record Permission(
            @Doc(value = "The permission.", example = "reviews.update")
            String permission,

            @Doc(value = "The operation that needs it, by its ID in this reference.", example = "reviews.update")
            String operation,

            @Doc(
                    value =
                            "The roles that have the permission; for operations on objects, those that have it on every object.",
                    example = "[\"admin\"]")
            List<UserRole> roles,

            @Doc(
                    value =
                            "What can grant the permission on an object: `role`, `owner`, `share`, or another source. Empty if the operation"
                                    + " concerns no object.",
                    example = "[\"owner\", \"role\"]")
            List<String> sources,

            @Nullable
            @Doc(
                    value = "The type of the object that the operation concerns. Absent if it concerns none.",
                    example = "reviews.review")
            String resourceType,

            @Doc(value = "Whether everybody has the permission, signed in or not.", example = "false")
            Boolean publicAccess) {

        public Permission {
            roles = List.copyOf(roles);
            sources = List.copyOf(sources);
        }
    }

    /** The user, the permission and the object to explain. */
    record ExplainPermission(
            @Doc(value = "The user's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID user,

            @Size(min = 1, max = 100) @Doc(value = "The permission.", example = "reviews.update")
            String permission,

            @Nullable
            @Doc(
                    value = "The ID of the object. Required if the permission concerns objects.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14")
            UUID resource) {}
}
