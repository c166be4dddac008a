package io.busbar.bus.builtin;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import java.time.Duration;

/** The operation that every service answers without declaring it: a liveness check. It has no HTTP route. */
public final class PingOperation {
    public static final String ACTION = "ping";
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final int MAX_BYTES = 1 << 10;

    private PingOperation() {}

    /** Creates the operation on a separate contract, because a service must declare a handler for every operation of its own. */
    public static Operation<Empty, Empty> of(String service) {
        return Contract.of(service, "Liveness check.")
                .internal(ACTION)
                .summary("Check that the service responds")
                .timeout(TIMEOUT)
                .maxRequestBytes(MAX_BYTES)
                .maxResponseBytes(MAX_BYTES)
                .idempotent()
                .returnsEmpty();
    }
}
