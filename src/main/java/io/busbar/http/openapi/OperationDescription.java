package io.busbar.http.openapi;

import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestBody;
import io.busbar.bus.Role;
import io.busbar.bus.permissions.GrantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Describes an operation in sentences: its own description, followed by its access, limits and guarantees. */
final class OperationDescription {
    private OperationDescription() {}

    static String of(Operation<?, ?> operation, boolean alias) {
        List<String> paragraphs = new ArrayList<>();
        if (alias) {
            paragraphs.add("An alias of `" + operation.method() + " " + operation.path() + "`.");
        }
        if (!operation.description().isEmpty()) {
            paragraphs.add(operation.description());
        }
        List<String> facts = new ArrayList<>();
        facts.add(audience(operation) + ".");
        if (!(operation.requestBody() instanceof RequestBody.NoBody)) {
            facts.add("The body can be up to " + formatBytes(operation.maxRequestBytes()) + ".");
        }
        facts.add("Responds within " + operation.timeout().toSeconds() + " s.");
        facts.add("Rate limit: "
                + (operation.tier() == RateTier.AUTH ? "`auth`" : "`general`, or `user` if signed in")
                + ".");
        if (operation.supportsIdempotencyKey()) {
            facts.add("Supports `Idempotency-Key`.");
        } else if (operation.idempotent()) {
            facts.add("Safe to retry.");
        }
        paragraphs.add(String.join(" ", facts));
        return String.join("\n\n", paragraphs);
    }

    private static String audience(Operation<?, ?> operation) {
        return switch (operation.access()) {
            case Access.Anyone anyone -> "No sign-in required";
            case Access.Internal internal -> "Internal to the services";
            case Access.Authenticated authenticated ->
                "Requires sign-in" + impersonation(authenticated.noImpersonation());
            case Access.Roles roles ->
                "Requires the role " + roleNames(roles.roles()) + impersonation(roles.noImpersonation());
            case Access.PerObject perObject ->
                "Requires " + grants(operation, perObject) + impersonation(perObject.noImpersonation());
        };
    }

    /** Lists what can grant an operation on an object: {@code the role admin or ownership of the review}. */
    private static String grants(Operation<?, ?> operation, Access.PerObject perObject) {
        String object = operation.resource() == null
                ? "object"
                : operation.resource().type().name();
        List<String> grants = new ArrayList<>();
        if (!perObject.roles().isEmpty()) {
            grants.add("the role " + roleNames(perObject.roles()));
        }
        perObject.sources().stream().sorted().forEach(source -> {
            switch (source) {
                case GrantSource.ROLE -> {}
                case GrantSource.OWNER -> grants.add("ownership of the " + object);
                case GrantSource.SHARE -> grants.add("a share of the " + object);
                default -> grants.add("access to the " + object + " by " + source);
            }
        });
        return String.join(" or ", grants);
    }

    private static String roleNames(Set<Role> roles) {
        return roles.stream()
                .sorted(Comparator.<Role, Boolean>comparing(Role.ADMIN::equals).thenComparing(Role::name))
                .map(Role::name)
                .collect(Collectors.joining(" or "));
    }

    private static String impersonation(boolean isRefused) {
        return isRefused ? "; not available during impersonation" : "";
    }

    private static String formatBytes(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }
}
