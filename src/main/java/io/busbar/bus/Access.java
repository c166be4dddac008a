package io.busbar.bus;

import io.busbar.bus.RequestContext.Principal;
import io.busbar.bus.permissions.GrantSource;
import io.busbar.bus.permissions.PermissionEvaluator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule that says who may call an operation. {@link AccessCheck} applies it to the principal alone; if the rule depends on the requested
 * object, such as {@code role(ADMIN).orOwner()}, the {@link PermissionEvaluator} of the service's node then decides about the object. Every
 * operation must declare a rule; {@link #anyone()} is the one for public operations.
 */
public sealed interface Access {

    boolean allows(Principal principal);

    /** Returns the names of the sources that can grant an operation on an object; empty if the rule can't be used for one. */
    default Set<String> grantSources() {
        return switch (this) {
            case Authenticated authenticated -> Set.of(GrantSource.ROLE);
            case Roles roles -> Set.of(GrantSource.ROLE);
            case PerObject perObject -> perObject.sources();
            case Anyone anyone -> Set.of();
            case Internal internal -> Set.of();
        };
    }

    /** Returns whether a role suffices to call the operation, on whichever object. */
    default boolean isGrantedTo(Role role) {
        return switch (this) {
            case Authenticated authenticated -> true;
            case Roles roles -> roles.includes(role);
            case PerObject perObject -> perObject.roles().contains(role);
            case Anyone anyone -> false;
            case Internal internal -> false;
        };
    }

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
     * Allows every signed-in user, whatever their role is, and the system itself.
     *
     * @param noImpersonation whether an admin who acts as another user is refused
     */
    record Authenticated(boolean noImpersonation) implements Access {
        @Override
        public boolean allows(Principal principal) {
            return allowsSignedIn(principal, noImpersonation);
        }
    }

    /**
     * Allows signed-in users with one of these roles, and the system itself.
     *
     * @param roles           at least one role
     * @param noImpersonation whether an admin who acts as such a user is refused
     */
    record Roles(Set<Role> roles, boolean noImpersonation) implements Access {
        public Roles {
            roles = Set.copyOf(roles);
            if (roles.isEmpty()) {
                throw new IllegalArgumentException("A rule by role names at least one role");
            }
        }

        public boolean includes(Role role) {
            return roles.contains(role);
        }

        @Override
        public boolean allows(Principal principal) {
            boolean hasRole = !(principal instanceof RequestContext.UserPrincipal user) || includes(user.role());
            return hasRole && allowsSignedIn(principal, noImpersonation);
        }

        /** Also allows the owner of the object that the operation concerns. */
        public PerObject orOwner() {
            return or(GrantSource.OWNER);
        }

        /** Also allows users with whom the object that the operation concerns is shared. */
        public PerObject orShared() {
            return or(GrantSource.SHARE);
        }

        /** Also allows users to whom this source grants the object that the operation concerns. */
        public PerObject or(String source) {
            return new PerObject(roles, Set.of(GrantSource.ROLE, source), noImpersonation);
        }
    }

    /**
     * Allows signed-in users to whom one of the sources grants the object that the operation concerns, and the system itself. The rule
     * admits every signed-in user; the {@link PermissionEvaluator} decides once the object is known.
     *
     * @param roles           the roles that may call the operation on every object; may be empty
     * @param sources         the names of the sources, such as {@link GrantSource#OWNER}
     * @param noImpersonation whether an admin who acts as such a user is refused
     */
    record PerObject(Set<Role> roles, Set<String> sources, boolean noImpersonation) implements Access {
        public PerObject {
            roles = Set.copyOf(roles);
            sources = Set.copyOf(sources);
        }

        @Override
        public boolean allows(Principal principal) {
            return allowsSignedIn(principal, noImpersonation);
        }

        /** Also allows users with whom the object is shared. */
        public PerObject orShared() {
            return or(GrantSource.SHARE);
        }

        /** Also allows users to whom this source grants the object. */
        public PerObject or(String source) {
            Set<String> extended = new HashSet<>(sources);
            extended.add(source);
            return new PerObject(roles, extended, noImpersonation);
        }

        /** Refuses admins who act as another user. */
        public PerObject withoutImpersonation() {
            return new PerObject(roles, sources, true);
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

    private static boolean allowsSignedIn(Principal principal, boolean noImpersonation) {
        return switch (principal) {
            case RequestContext.UserPrincipal user -> !(noImpersonation && user.impersonator() != null);
            case RequestContext.AnonymousPrincipal anonymous -> false;
            case RequestContext.SystemPrincipal systemPrincipal -> true;
        };
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
        return new Authenticated(false);
    }

    /** Allows signed-in users, but no admin who acts as another user. */
    static Access noImpersonation() {
        return new Authenticated(true);
    }

    static Roles role(Role first, Role... others) {
        return new Roles(Stream.concat(Stream.of(first), Stream.of(others)).collect(Collectors.toSet()), false);
    }

    /** Allows the owner of the object that the operation concerns, whatever their role is. */
    static PerObject owner() {
        return new PerObject(Set.of(), Set.of(GrantSource.OWNER), false);
    }
}
