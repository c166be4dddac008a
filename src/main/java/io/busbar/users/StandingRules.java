package io.busbar.users;

import io.busbar.bus.Role;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.StandingStore.Held;
import io.busbar.users.UserAdminOperations.BulkOperation;
import io.busbar.users.UserAdminOperations.Outcome;
import org.jspecify.annotations.Nullable;

/** What may be done to whom. There is always an active admin, and nobody shuts themselves out by a slip. */
final class StandingRules {
    private StandingRules() {}

    /** What comes of a wish, and why. */
    record Verdict(Outcome outcome, String message) {}

    /**
     * Judges a wish of an admin.
     *
     * @param held   how the person stands; null for nobody
     * @param itself whether the admin is that person
     * @param role   the wished one, for {@link BulkOperation#ROLE}
     */
    static Verdict judge(BulkOperation wish, @Nullable Held held, boolean itself, @Nullable Role role) {
        if (held == null) {
            return new Verdict(Outcome.NOT_FOUND, "There is no such user");
        }
        Verdict verdict = switch (wish) {
            case ACTIVATE -> activate(held);
            case SUSPEND -> suspend(held);
            case DELETE -> delete(held);
            case ROLE ->
                held.role() == role
                        ? unchanged("Has this role already")
                        : changed(role == null ? "Role changed" : "Role changed to " + role.wireName());
        };
        boolean takesAway = verdict.outcome() == Outcome.CHANGED && wish != BulkOperation.ACTIVATE;
        if (takesAway && itself) {
            return refused("You cannot do this to your own account");
        }
        if (takesAway && role != Role.ADMIN && isLastAdmin(held)) {
            return refused("This is the last active admin");
        }
        return verdict;
    }

    static boolean isLastAdmin(Held held) {
        return isActiveAdmin(held) && held.admins() <= 1;
    }

    static boolean isActiveAdmin(Held held) {
        return held.role() == Role.ADMIN && held.status() == Status.ACTIVE;
    }

    private static Verdict activate(Held held) {
        return switch (held.status()) {
            case ACTIVE -> unchanged("Is active already");
            case PENDING -> refused("The address is not confirmed yet");
            case SUSPENDED, LEAVING -> changed("Activated");
        };
    }

    private static Verdict suspend(Held held) {
        return switch (held.status()) {
            case ACTIVE -> changed("Suspended");
            case SUSPENDED -> unchanged("Is suspended already");
            case PENDING -> refused("The address is not confirmed yet");
            case LEAVING -> refused("The account is being deleted");
        };
    }

    private static Verdict delete(Held held) {
        return held.status() == Status.LEAVING && held.sentAway()
                ? unchanged("Is deleted already")
                : changed("Deleted");
    }

    private static Verdict changed(String message) {
        return new Verdict(Outcome.CHANGED, message);
    }

    private static Verdict unchanged(String message) {
        return new Verdict(Outcome.UNCHANGED, message);
    }

    private static Verdict refused(String message) {
        return new Verdict(Outcome.REFUSED, message);
    }
}
