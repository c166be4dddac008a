package io.busbar.services.faq;

import io.busbar.bus.Deleted;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.events.Subscriber;

/** Registers the handlers of the FAQ service. */
public final class FaqVerticle extends ServiceVerticle {
    public FaqVerticle(ServiceContext serviceContext) {
        super(FaqOperations.FAQ, serviceContext);
    }

    @Override
    protected void configure() {
        FaqStore store = new FaqStore(database());
        on(FaqOperations.LIST, store::list);
        on(FaqOperations.GET, store::find);
        onChange(
                FaqOperations.CREATE,
                (tx, request) ->
                        store.insert(tx, request).map(created -> tx.publish(FaqEvents.CREATED, created.id(), created)));
        onChange(FaqOperations.UPDATE, store::update);
        onChange(
                FaqOperations.DELETE,
                (tx, request) -> store.delete(tx, request)
                        .map(deleted -> tx.publish(FaqEvents.DELETED, deleted.id(), deleted))
                        .map(new Deleted("Question deleted")));
        subscribe(new Subscriber("faq.topics")
                .on(FaqEvents.CREATED, (tx, event) -> store.count(tx, event.payload(), 1))
                .on(FaqEvents.DELETED, (tx, event) -> store.count(tx, event.payload(), -1)));
    }
}
