package io.busbar.bus.lane;

import io.busbar.bus.Access;
import io.busbar.bus.Answer;
import io.busbar.bus.Body;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The one operation that every service answers without declaring it: that it is there. It has no route. */
final class Ping {
    static final String ACTION = "ping";
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private Ping() {}

    static Operation<Nothing, Nothing> of(String service) {
        return new Operation<>(
                service,
                ACTION,
                HttpMethod.GET,
                "",
                List.of(),
                "Answers",
                "",
                Access.anyone(),
                new Body.None(),
                Nothing.class,
                new Answer.Empty(),
                Set.of(),
                RateTier.GENERAL,
                PATIENCE,
                1 << 10,
                1 << 10,
                true,
                false);
    }
}
