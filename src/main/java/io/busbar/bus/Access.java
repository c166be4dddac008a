package io.busbar.bus;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who may call an operation, as far as the caller alone decides it. Rules that need the thing called upon ("its owner") are
 * the service's. An operation without a rule does not start; one for everybody says so with {@link #anyone()}.
 */
public sealed interface Access {

    /** Whether the caller passes. */
    boolean allows(RequestContext requestContext);

    /** Whether those pass too who have not said who they are. */
    default boolean allowsAnonymous() {
        return this instanceof Anyone;
    }

    /** Whether who asks makes no difference to the answer. */
    default boolean isPublicShared() {
        return this instanceof Anyone anyone && anyone.shared();
    }

    /**
     * Everybody, signed in or not.
     *
     * @param shared whether who asks makes no difference: handlers see nobody, and a front asks once for all who want to know the same
     */
    record Anyone(boolean shared) implements Access {
        @Override
        public boolean allows(RequestContext requestContext) {
            return true;
        }
    }

    /**
     * Signed-in people with one of these roles, and the system itself.
     *
     * @param noImpersonation whether an admin who acts as one of them is refused
     */
    record Roles(Set<Role> roles, boolean noImpersonation) implements Access {
        public Roles {
            roles = Set.copyOf(roles);
        }

        @Override
        public boolean allows(RequestContext requestContext) {
            return switch (requestContext.principal()) {
                case RequestContext.User user ->
                    roles.contains(user.role()) && !(noImpersonation && user.impersonator() != null);
                case RequestContext.Anonymous anonymous -> false;
                case RequestContext.SystemPrincipal systemPrincipal -> true;
            };
        }
    }

    /** Other services only: it has no route. On whose behalf they ask is theirs to judge. */
    record Internal() implements Access {
        @Override
        public boolean allows(RequestContext requestContext) {
            return true;
        }
    }

    static Access anyone() {
        return new Anyone(false);
    }

    /** Everybody, with the same answer for all: for reading what is public. */
    static Access publicShared() {
        return new Anyone(true);
    }

    static Access signedIn() {
        return new Roles(EnumSet.allOf(Role.class), false);
    }

    /** Signed in as oneself: what an admin who acts as somebody must not touch. */
    static Access noImpersonation() {
        return new Roles(EnumSet.allOf(Role.class), true);
    }

    static Access role(Role first, Role... others) {
        return new Roles(EnumSet.of(first, others), false);
    }
}
