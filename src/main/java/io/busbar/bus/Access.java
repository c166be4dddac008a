package io.busbar.bus;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who may call an operation, as far as the caller alone decides it. Rules that need the thing called upon ("its owner") are
 * the service's. An operation without a rule does not start; one for everybody says so with {@link #anyone()}.
 */
public sealed interface Access {

    /** Whether the caller passes. */
    boolean admits(Caller caller);

    /** Whether those pass too who have not said who they are. */
    default boolean isOpen() {
        return this instanceof Anyone;
    }

    /** Whether who asks makes no difference to the answer. */
    default boolean isAlike() {
        return this instanceof Anyone anyone && anyone.alike();
    }

    /**
     * Everybody, signed in or not.
     *
     * @param alike whether who asks makes no difference: handlers see nobody, and a front asks once for all who want to know the same
     */
    record Anyone(boolean alike) implements Access {
        @Override
        public boolean admits(Caller caller) {
            return true;
        }
    }

    /**
     * Signed-in people with one of these roles, and the system itself.
     *
     * @param inPerson whether an admin who acts as one of them is refused
     */
    record Roles(Set<Role> roles, boolean inPerson) implements Access {
        public Roles {
            roles = Set.copyOf(roles);
        }

        @Override
        public boolean admits(Caller caller) {
            return switch (caller.who()) {
                case Caller.User user -> roles.contains(user.role()) && !(inPerson && user.impersonator() != null);
                case Caller.Nobody nobody -> false;
                case Caller.Program program -> true;
            };
        }
    }

    /** Other services only: it has no route. On whose behalf they ask is theirs to judge. */
    record Internal() implements Access {
        @Override
        public boolean admits(Caller caller) {
            return true;
        }
    }

    static Access anyone() {
        return new Anyone(false);
    }

    /** Everybody, with the same answer for all: for reading what is public. */
    static Access alike() {
        return new Anyone(true);
    }

    static Access signedIn() {
        return new Roles(EnumSet.allOf(Role.class), false);
    }

    /** Signed in as oneself: what an admin who acts as somebody must not touch. */
    static Access inPerson() {
        return new Roles(EnumSet.allOf(Role.class), true);
    }

    static Access only(Role first, Role... others) {
        return new Roles(EnumSet.of(first, others), false);
    }
}
