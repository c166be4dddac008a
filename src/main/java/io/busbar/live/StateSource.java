package io.busbar.live;

import io.busbar.bus.outbox.StatePush;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Reads the current values of everything that a user watches, for a stream that opens or has missed values. */
@FunctionalInterface
public interface StateSource {
    Future<List<StatePush>> read(UUID user);
}
