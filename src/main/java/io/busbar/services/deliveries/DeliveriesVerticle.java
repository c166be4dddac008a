package io.busbar.services.deliveries;

import static io.busbar.services.deliveries.DeadLetterOperations.DISCARD;
import static io.busbar.services.deliveries.DeadLetterOperations.LIST;
import static io.busbar.services.deliveries.DeadLetterOperations.REPLAY;
import static io.busbar.services.deliveries.DeadLetterOperations.REPLAY_ALL;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;

/** Registers the handlers of the deliveries service, which lets admins manage dead letters. */
public final class DeliveriesVerticle extends ServiceVerticle {
    public DeliveriesVerticle(ServiceContext serviceContext) {
        super(DeadLetterOperations.DELIVERIES, serviceContext);
    }

    @Override
    protected void configure() {
        DeadLetterHandlers deadLetterHandlers =
                new DeadLetterHandlers(serviceContext().deadLetters());
        on(LIST, (request, call) -> deadLetterHandlers.list(request));
        on(REPLAY, deadLetterHandlers::replay);
        on(REPLAY_ALL, deadLetterHandlers::replayAll);
        on(DISCARD, deadLetterHandlers::discard);
    }
}
