package io.busbar.bus.lane;

import io.busbar.bus.Contract;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import java.time.Duration;

/** The one operation that every service answers without declaring it: that it is there. It has no route. */
final class Ping {
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int SMALL = 1 << 10;

    private Ping() {}

    /** On a contract of its own, for that of the service says only what the service itself has handlers for. */
    static Operation<Nothing, Nothing> of(String service) {
        return Contract.of(service, "Answers")
                .internal("ping")
                .summary("Whether the service is there")
                .within(PATIENCE)
                .maxRequest(SMALL)
                .maxAnswer(SMALL)
                .idempotent()
                .answersNothing();
    }
}
