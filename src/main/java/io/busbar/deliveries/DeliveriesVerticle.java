package io.busbar.deliveries;

import static io.busbar.deliveries.DeliveryOperations.DISCARD;
import static io.busbar.deliveries.DeliveryOperations.LIST_DEAD;
import static io.busbar.deliveries.DeliveryOperations.REPLAY;
import static io.busbar.deliveries.DeliveryOperations.REPLAY_ALL;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;

/** The deliveries service, wired. */
public final class DeliveriesVerticle extends ServiceVerticle {
    public DeliveriesVerticle(Kernel kernel) {
        super(DeliveryOperations.DELIVERIES, kernel);
    }

    @Override
    protected void wire() {
        Replays replays = new Replays(kernel().deadLetters());
        on(LIST_DEAD, (request, call) -> replays.list(request));
        on(REPLAY, replays::replay);
        on(REPLAY_ALL, replays::replayAll);
        on(DISCARD, replays::discard);
    }
}
