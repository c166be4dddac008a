package io.busbar.bus.permissions;

import io.busbar.bus.Doc;
import java.util.List;

/** Whether a user may call an operation, and everything that speaks for or against it. */
public record Explanation(
        @Doc(value = "Whether the user may call the operation.", example = "true")
        Boolean allowed,

        @Doc(
                value = "The reason that decided; completes a sentence about the user.",
                example = "has a share of the review until 2026-12-24T18:00:00Z")
        String reason,

        @Doc("Everything that was found, whether or not it decided.")
        List<Finding> findings) {

    public Explanation {
        findings = List.copyOf(findings);
    }

    static Explanation of(Decision decision) {
        return new Explanation(decision.isAllowed(), decision.reason(), decision.findings());
    }
}
