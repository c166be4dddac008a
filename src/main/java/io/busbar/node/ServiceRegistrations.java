package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceContext.Registrar;
import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.jobs.JobRunner;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The subscribers and jobs of one service on this node. They are collected while its instances start and take effect together when all have
 * started, so a start that fails leaves none behind. This class is thread-safe.
 */
final class ServiceRegistrations {
    private final TransactionalOutbox outbox;
    private final JobEngine jobEngine;
    private final Map<String, ContextBound<EventSubscriber>> subscribers = new LinkedHashMap<>();
    private final Map<String, ContextBound<JobRunner<?>>> jobRunners = new LinkedHashMap<>();

    /** Something that an instance has registered, and the context of the instance, on which it runs. */
    private record ContextBound<T>(T value, Context context) {}

    ServiceRegistrations(TransactionalOutbox outbox, JobEngine jobEngine) {
        this.outbox = outbox;
        this.jobEngine = jobEngine;
    }

    /** Returns a context for the instances of the service: what they register is collected here. */
    ServiceContext collectingFrom(ServiceContext serviceContext) {
        Registrar node = serviceContext.registrar();
        return serviceContext.withRegistrar(
                new Registrar(node.serviceHost(), node.permissions(), this::add, this::add));
    }

    /** Adds a subscriber; the one of a second instance has no effect. */
    private synchronized void add(EventSubscriber subscriber) {
        subscribers.putIfAbsent(subscriber.name(), new ContextBound<>(subscriber, Vertx.currentContext()));
    }

    private synchronized void add(JobRunner<?> jobRunner) {
        jobRunners.putIfAbsent(jobRunner.job().type(), new ContextBound<>(jobRunner, Vertx.currentContext()));
    }

    /** Starts the deliveries and the jobs. Completes when the subscriptions are stored. */
    synchronized Future<Void> activate() {
        jobRunners.values().forEach(registered -> jobEngine.register(registered.value, registered.context));
        List<Future<Void>> stored = subscribers.values().stream()
                .map(registered -> outbox.subscribe(registered.value, registered.context))
                .toList();
        return Future.join(stored).mapEmpty();
    }

    /** Ends the deliveries and the jobs on this node. Completes when none is in work here; other nodes take over. */
    synchronized Future<Void> end() {
        return Future.join(
                        outbox.unsubscribe(List.copyOf(subscribers.keySet())),
                        jobEngine.unregister(List.copyOf(jobRunners.keySet())))
                .mapEmpty();
    }
}
