package io.busbar.http.openapi;

import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestBody;
import io.busbar.bus.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        facts.add(audience(operation.access()) + ".");
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

    private static String audience(Access access) {
        return switch (access) {
            case Access.Anyone anyone -> "No sign-in required";
            case Access.Internal internal -> "Internal to the services";
            case Access.Roles roles -> {
                String audience = roles.isForEveryRole()
                        ? "Requires sign-in"
                        : "Requires the role "
                                + roles.roles().stream()
                                        .sorted(Comparator.<Role, Boolean>comparing(Role.ADMIN::equals)
                                                .thenComparing(Role::name))
                                        .map(Role::name)
                                        .collect(Collectors.joining(" or "));
                yield roles.noImpersonation() ? audience + "; not available during impersonation" : audience;
            }
        };
    }

    private static String formatBytes(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }
}
