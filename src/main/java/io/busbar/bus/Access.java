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

    /** Everybody, signed in or not. */
    record Anyone() implements Access {
        @Override
        public boolean admits(Caller caller) {
            return true;
        }
    }

    /** Signed-in people with one of these roles, and the system itself. */
    record Roles(Set<Role> roles) implements Access {
        public Roles {
            roles = Set.copyOf(roles);
        }

        @Override
        public boolean admits(Caller caller) {
            return switch (caller.who()) {
                case Caller.User user -> roles.contains(user.role());
                case Caller.Nobody nobody -> false;
                case Caller.Program program -> true;
            };
        }
    }

    static Access anyone() {
        return new Anyone();
    }

    static Access signedIn() {
        return new Roles(EnumSet.allOf(Role.class));
    }

    static Access only(Role first, Role... others) {
        return new Roles(EnumSet.of(first, others));
    }
}
