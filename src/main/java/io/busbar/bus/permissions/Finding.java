package io.busbar.bus.permissions;

import io.busbar.bus.Doc;

/** One reason for a decision. */
public record Finding(
        @Doc(
                value =
                        "What contributed the finding: `role`, `owner`, `share`, `denial`, or another source of the deployment.",
                example = "share")
        String source,

        @Doc(
                value = "Whether it grants the permission, restricts it, or denies it. Denials win over everything.",
                example = "grants")
        FindingEffect effect,

        @Doc(
                value = "The reason; completes a sentence about the user.",
                example = "has a share of the review until 2026-12-24T18:00:00Z")
        String reason) {

    /** The effect of a finding on the decision. */
    public enum FindingEffect {
        GRANTS,
        RESTRICTS,
        DENIES
    }
}
