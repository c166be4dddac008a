package io.busbar.bus.permissions;

import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.permissions.AccessControlEntry.EntryEffect;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A source of the kernel, which decides from the query alone. */
record GrantRule(String name, Function<PermissionQuery, Optional<String>> rule) implements GrantSource {
    /** The sources of every deployment, in the order in which findings name them. */
    static final List<GrantSource> ALL = List.of(
            new GrantRule(ROLE, GrantRule::byRole),
            new GrantRule(OWNER, GrantRule::byOwnership),
            new GrantRule(SHARE, GrantRule::byShare));

    @Override
    public Future<Optional<String>> grant(PermissionQuery query) {
        return Future.succeededFuture(rule.apply(query));
    }

    /** Describes a role: {@code has the role admin}. */
    static String describeRole(UserPrincipal user) {
        return "has the role " + user.role().name();
    }

    private static Optional<String> byRole(PermissionQuery query) {
        UserPrincipal user = query.user();
        return query.operation().access().isGrantedTo(user.role()) ? Optional.of(describeRole(user)) : Optional.empty();
    }

    private static Optional<String> byOwnership(PermissionQuery query) {
        return query.rights()
                .ownership()
                .filter(ownership -> query.user().id().equals(ownership.owner()))
                .map(owned -> "owns the " + query.resource().type().name());
    }

    private static Optional<String> byShare(PermissionQuery query) {
        return query.rights()
                .entries(EntryEffect.SHARE, query.user().id(), query.operation().permission())
                .map(share -> "has a share of the "
                        + query.resource().type().name()
                        + (share.until() == null
                                ? ""
                                : " until " + share.until().toInstant()))
                .findFirst();
    }
}
