package io.busbar.bus.permissions;

import io.busbar.bus.Contract;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Role;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * The operation with which every service explains its decisions without declaring it: only the service knows who owns its objects. It has
 * no HTTP route.
 */
public final class ExplainOperation {
    public static final String ACTION = "explainDecision";

    private ExplainOperation() {}

    /** The user, the user's role, the permission and the ID of the object to explain. */
    public record ExplainDecision(
            UUID user, Role role, @Size(max = 100) String permission, UUID resource) {}

    /** Creates the operation on a separate contract, because a service must declare a handler for every operation of its own. */
    public static Operation<ExplainDecision, Explanation> of(String service) {
        return Contract.of(service, "Explains decisions.")
                .internal(ACTION)
                .summary("Explain whether a user may call an operation on an object")
                .fails(FailureCode.NOT_FOUND)
                .idempotent()
                .takes(ExplainDecision.class)
                .returns(Explanation.class);
    }
}
