package io.busbar.bus;

import io.busbar.bus.RequestContext.Principal;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides from the principal alone whether an operation may be called. {@link AccessCheck} applies it. Rules that depend on the requested
 * object, such as "only its owner", are checked by the service. Every operation must declare a rule; {@link #anyone()} is the one for
 * public operations.
 */
public sealed interface Access {

    boolean allows(Principal principal);

    /** Returns whether the rule also allows callers that are not signed in. */
    default boolean allowsAnonymous() {
        return this instanceof Anyone;
    }

    /** Returns whether the response is the same for every caller, so that simultaneous requests can share it. */
    default boolean isPublicShared() {
        return this instanceof Anyone anyone && anyone.shared();
    }

    /**
     * Allows every caller, signed in or not.
     *
     * @param shared whether the response is the same for every caller: handlers see an anonymous caller, and the HTTP frontend sends
     *     concurrent identical requests to the service once
     */
    record Anyone(boolean shared) implements Access {
        @Override
        public boolean allows(Principal principal) {
            return true;
        }
    }

    /**
     * Allows signed-in users with one of these roles, and the system itself.
     *
     * @param roles           empty for every role
     * @param noImpersonation whether an admin who acts as such a user is refused
     */
    record Roles(Set<Role> roles, boolean noImpersonation) implements Access {
        public Roles {
            roles = Set.copyOf(roles);
        }

        public boolean isForEveryRole() {
            return roles.isEmpty();
        }

        public boolean includes(Role role) {
            return isForEveryRole() || roles.contains(role);
        }

        @Override
        public boolean allows(Principal principal) {
            return switch (principal) {
                case RequestContext.UserPrincipal user ->
                    includes(user.role()) && !(noImpersonation && user.impersonator() != null);
                case RequestContext.AnonymousPrincipal anonymous -> false;
                case RequestContext.SystemPrincipal systemPrincipal -> true;
            };
        }
    }

    /**
     * Allows calls by other services only; the operation has no route. The service itself checks the principal of the call where it
     * matters.
     */
    record Internal() implements Access {
        @Override
        public boolean allows(Principal principal) {
            return true;
        }
    }

    static Access anyone() {
        return new Anyone(false);
    }

    /**
     * Allows every caller and declares that all of them get the same response, so that simultaneous requests can share it. The handler sees
     * every caller as anonymous.
     */
    static Access publicShared() {
        return new Anyone(true);
    }

    static Access signedIn() {
        return new Roles(Set.of(), false);
    }

    /** Allows signed-in users, but no admin who acts as another user. */
    static Access noImpersonation() {
        return new Roles(Set.of(), true);
    }

    static Access role(Role first, Role... others) {
        return new Roles(Stream.concat(Stream.of(first), Stream.of(others)).collect(Collectors.toSet()), false);
    }
}
