package io.busbar.services.faq;

import static io.busbar.services.faq.FaqStore.QUESTIONS;
import static io.busbar.services.faq.FaqStore.TOPICS;

import io.busbar.bus.Deleted;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.events.Subscriber;
import io.busbar.services.faq.FaqEvents.QuestionUpdate;

/** Registers the handlers of the FAQ service. */
public final class FaqVerticle extends ServiceVerticle {
    public FaqVerticle(ServiceContext serviceContext) {
        super(FaqOperations.FAQ, serviceContext);
    }

    @Override
    protected void configure() {
        on(FaqOperations.LIST, request -> FaqStore.list(database(), request));
        on(FaqOperations.GET, request -> QUESTIONS.get(database(), request.id()));
        onChange(
                FaqOperations.CREATE,
                (tx, request) -> QUESTIONS
                        .insert(tx, request)
                        .map(created -> tx.publish(FaqEvents.CREATED, created.id(), created)));
        onChange(
                FaqOperations.UPDATE,
                (tx, request) -> QUESTIONS
                        .update(tx, request, QuestionUpdate::new)
                        .map(update -> tx.publish(FaqEvents.UPDATED, request.id(), update)
                                .after()));
        onChange(
                FaqOperations.DELETE,
                (tx, request) -> QUESTIONS
                        .delete(tx, request.id())
                        .map(deleted -> tx.publish(FaqEvents.DELETED, deleted.id(), deleted))
                        .map(new Deleted("Question deleted")));
        subscribe(new Subscriber("faq.topics")
                .on(
                        FaqEvents.CREATED,
                        (tx, event) -> tx.add(TOPICS, event.payload().topic(), 1))
                .on(
                        FaqEvents.UPDATED,
                        (tx, event) -> tx.move(
                                TOPICS,
                                event.payload().before().topic(),
                                event.payload().after().topic()))
                .on(
                        FaqEvents.DELETED,
                        (tx, event) -> tx.add(TOPICS, event.payload().topic(), -1)));
    }
}
