package io.busbar.bus.permissions;

import io.busbar.bus.permissions.Finding.FindingEffect;
import java.util.List;

/** Whether a principal may call an operation on an object, and why. */
public sealed interface Decision {

    /** Returns everything that was found, whether or not it decided. */
    List<Finding> findings();

    /** Returns the reason that decided; completes a sentence about the user. */
    String reason();

    default boolean isAllowed() {
        return this instanceof Allowed;
    }

    /** At least one source grants the permission, nothing restricts it, and nothing denies it. */
    record Allowed(List<Finding> findings) implements Decision {
        public Allowed {
            findings = List.copyOf(findings);
        }

        @Override
        public String reason() {
            return findings.getFirst().reason();
        }
    }

    /**
     * The principal may not call the operation.
     *
     * @param isHidden whether the caller must not learn that the object exists, or it does not exist
     */
    record Denied(String reason, List<Finding> findings, boolean isHidden) implements Decision {
        public Denied {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Decides from the findings: denials come first, then restrictions, and without both at least one grant is needed.
     *
     * @param withoutGrant the reason if nothing was found
     * @param isHidden     whether the caller must not learn that the object exists
     */
    static Decision of(List<Finding> findings, String withoutGrant, boolean isHidden) {
        for (FindingEffect effect : List.of(FindingEffect.DENIES, FindingEffect.RESTRICTS)) {
            for (Finding finding : findings) {
                if (finding.effect() == effect) {
                    return new Denied(finding.reason(), findings, isHidden);
                }
            }
        }
        return findings.isEmpty() ? new Denied(withoutGrant, findings, isHidden) : new Allowed(findings);
    }
}
