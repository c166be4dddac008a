package io.busbar.bus.rpc;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import java.time.Duration;

/** The operation that every service answers without declaring it: a liveness check. It has no HTTP route. */
final class PingOperation {
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final int MAX_BYTES = 1 << 10;

    private PingOperation() {}

    /** Creates the operation on a separate contract, because a service must declare a handler for every operation of its own. */
    static Operation<Empty, Empty> of(String service) {
        return Contract.of(service, "Liveness check.")
                .internal("ping")
                .summary("Check that the service responds")
                .timeout(TIMEOUT)
                .maxRequestBytes(MAX_BYTES)
                .maxResponseBytes(MAX_BYTES)
                .idempotent()
                .returnsEmpty();
    }
}
