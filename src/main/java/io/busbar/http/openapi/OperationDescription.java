package io.busbar.http.openapi;

import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestBody;
import io.busbar.bus.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/** What the reference says of an operation in sentences: its description, and the terms of the declaration. */
final class OperationDescription {
    private OperationDescription() {}

    static String of(Operation<?, ?> operation, boolean alias) {
        List<String> paragraphs = new ArrayList<>();
        if (alias) {
            paragraphs.add(
                    "Another path for `" + operation.method() + " " + operation.path() + "`: the same operation.");
        }
        if (!operation.description().isEmpty()) {
            paragraphs.add(operation.description());
        }
        List<String> facts = new ArrayList<>();
        facts.add("For " + audience(operation.access()) + ".");
        if (!(operation.requestBody() instanceof RequestBody.NoBody)) {
            facts.add("The body may have up to " + formatBytes(operation.maxRequest()) + ".");
        }
        facts.add("Answers within " + operation.timeout().toSeconds() + " s.");
        facts.add("Rate limit: "
                + (operation.tier() == RateTier.AUTH ? "the tight one, `auth`" : "`general`, or `user` when signed in")
                + ".");
        if (operation.supportsIdempotencyKey()) {
            facts.add("Honours an `Idempotency-Key`.");
        } else if (operation.idempotent()) {
            facts.add("Safe to repeat.");
        }
        paragraphs.add(String.join(" ", facts));
        return String.join("\n\n", paragraphs);
    }

    private static String audience(Access access) {
        return switch (access) {
            case Access.Anyone anyone -> "everybody";
            case Access.Internal internal -> "other services";
            case Access.Roles roles -> {
                String audience = roles.roles().containsAll(EnumSet.allOf(Role.class))
                        ? "everybody who is signed in"
                        : roles.roles().stream()
                                .sorted()
                                .map(role -> role.wireName() + "s")
                                .collect(Collectors.joining(" and "));
                yield roles.noImpersonation() ? audience + ", not admins on their behalf" : audience;
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
