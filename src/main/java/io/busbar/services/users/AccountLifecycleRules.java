package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.data.WireNames;
import io.busbar.services.users.AccountLifecycleStore.AccountStatusRow;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UserAdminOperations.BulkAction;
import io.busbar.services.users.UserAdminOperations.BulkOutcome;
import org.jspecify.annotations.Nullable;

/** Decides which changes of role and status are allowed. Never removes the last active admin, and never lets admins lock themselves out. */
final class AccountLifecycleRules {
    private AccountLifecycleRules() {}

    /** The outcome of a requested change, with a message for the admin. */
    record Decision(BulkOutcome outcome, String message) {}

    /**
     * Returns whether a requested change is made, unnecessary or refused.
     *
     * @param current    the current role and status; null if the account does not exist
     * @param ownAccount whether the account is the admin's own
     * @param newRole    the new role for {@link BulkAction#ROLE}; null for every other action
     */
    static Decision evaluate(
            BulkAction action, @Nullable AccountStatusRow current, boolean ownAccount, @Nullable UserRole newRole) {
        if (current == null) {
            return new Decision(BulkOutcome.NOT_FOUND, Failure.noSuch("user").message());
        }
        Decision decision = switch (action) {
            case ACTIVATE -> activate(current);
            case SUSPEND -> suspend(current);
            case DELETE -> delete(current);
            case ROLE ->
                current.role() == newRole
                        ? unchanged("Already has this role")
                        : changed(newRole == null ? "Role changed" : "Role changed to " + WireNames.nameOf(newRole));
        };
        boolean needsProtection = decision.outcome() == BulkOutcome.CHANGED && action != BulkAction.ACTIVATE;
        if (needsProtection && ownAccount) {
            return refused("You cannot do this to your own account");
        }
        if (needsProtection && newRole != UserRole.ADMIN && isLastAdmin(current)) {
            return refused("This is the last active admin");
        }
        return decision;
    }

    static boolean isLastAdmin(AccountStatusRow current) {
        return isActiveAdmin(current) && current.activeAdmins() <= 1;
    }

    static boolean isActiveAdmin(AccountStatusRow current) {
        return current.role() == UserRole.ADMIN && current.status() == AccountStatus.ACTIVE;
    }

    private static Decision activate(AccountStatusRow current) {
        return switch (current.status()) {
            case ACTIVE -> unchanged("Already active");
            case PENDING -> refused("The email address is not verified yet");
            case SUSPENDED, PENDING_DELETION -> changed("Activated");
        };
    }

    private static Decision suspend(AccountStatusRow current) {
        return switch (current.status()) {
            case ACTIVE -> changed("Suspended");
            case SUSPENDED -> unchanged("Already suspended");
            case PENDING -> refused("The email address is not verified yet");
            case PENDING_DELETION -> refused("The account is being deleted");
        };
    }

    private static Decision delete(AccountStatusRow current) {
        return current.status() == AccountStatus.PENDING_DELETION && current.deletedByAdmin()
                ? unchanged("Already deleted")
                : changed("Deleted");
    }

    private static Decision changed(String message) {
        return new Decision(BulkOutcome.CHANGED, message);
    }

    private static Decision unchanged(String message) {
        return new Decision(BulkOutcome.UNCHANGED, message);
    }

    private static Decision refused(String message) {
        return new Decision(BulkOutcome.REFUSED, message);
    }
}
