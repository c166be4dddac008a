package io.busbar.bus.rpc;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import java.time.Duration;

/** The one operation that every service answers without declaring it: that it is there. It has no route. */
final class PingOperation {
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final int MAX_BYTES = 1 << 10;

    private PingOperation() {}

    /** On a contract of its own, for that of the service says only what the service itself has handlers for. */
    static Operation<Empty, Empty> of(String service) {
        return Contract.of(service, "Availability check.")
                .internal("ping")
                .summary("Check that the service responds")
                .timeout(TIMEOUT)
                .maxRequest(MAX_BYTES)
                .maxResponse(MAX_BYTES)
                .idempotent()
                .returnsEmpty();
    }
}
