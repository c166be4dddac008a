package io.busbar.bus.rpc;

import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this node. A call between two services of the same event loop wakes no other thread, which would cost more than
 * most requests themselves.
 */
final class LocalServiceInstances {
    /** All instances that have started, also of a service that is not open yet. */
    private final Map<String, List<LocalServiceInstance>> started = new ConcurrentHashMap<>();
    /** The instances that get calls of other nodes. */
    private final Map<String, List<LocalServiceInstance>> openToAll = new ConcurrentHashMap<>();
    /** The instances that get calls of this node. */
    private final Map<String, List<LocalServiceInstance>> openToThisNode = new ConcurrentHashMap<>();

    private final Map<Thread, Map<String, LocalServiceInstance>> byEventLoop = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Registers an instance on its context. It gets calls when its service is open. Returns what removes it; run that on the same
     * context.
     */
    synchronized Runnable register(String service, ServiceDispatcher dispatcher, Context context) {
        Thread eventLoop = Context.isOnEventLoopThread() ? Thread.currentThread() : null;
        LocalServiceInstance instance = new LocalServiceInstance(dispatcher, context, eventLoop);
        add(started, service, instance);
        if (openToAll.containsKey(service)) {
            open(service);
        }
        return () -> unregister(service, instance);
    }

    /** Opens a service: its instances get calls from now on. */
    synchronized void open(String service) {
        List<LocalServiceInstance> instances = started.getOrDefault(service, List.of());
        openToAll.put(service, instances);
        openToThisNode.put(service, instances);
        instances.forEach(
                instance -> eventLoopServices(instance).ifPresent(services -> services.put(service, instance)));
    }

    /** Closes a service for this node: its calls go to other nodes. Those of other nodes are still accepted. */
    synchronized void closeToThisNode(String service) {
        openToThisNode.remove(service);
        started.getOrDefault(service, List.of())
                .forEach(instance ->
                        eventLoopServices(instance).ifPresent(services -> services.remove(service, instance)));
    }

    /** Closes a service for all nodes and returns its instances, which may still have calls. */
    synchronized List<LocalServiceInstance> closeToAll(String service) {
        closeToThisNode(service);
        openToAll.remove(service);
        return started.getOrDefault(service, List.of());
    }

    private synchronized void unregister(String service, LocalServiceInstance instance) {
        for (Map<String, List<LocalServiceInstance>> instances : List.of(started, openToAll, openToThisNode)) {
            instances.computeIfPresent(service, (name, existing) -> without(existing, instance));
        }
        eventLoopServices(instance).ifPresent(services -> services.remove(service, instance));
        instance.close();
    }

    private static void add(
            Map<String, List<LocalServiceInstance>> instances, String service, LocalServiceInstance added) {
        instances.merge(
                service,
                List.of(added),
                (existing, more) ->
                        Stream.concat(existing.stream(), more.stream()).toList());
    }

    private static List<LocalServiceInstance> without(
            List<LocalServiceInstance> existing, LocalServiceInstance removed) {
        return existing.stream().filter(other -> !other.equals(removed)).toList();
    }

    /** Returns the services of the instance's event loop; empty if the instance has none of its own. */
    private Optional<Map<String, LocalServiceInstance>> eventLoopServices(LocalServiceInstance instance) {
        return Optional.ofNullable(instance.eventLoop())
                .map(eventLoop -> byEventLoop.computeIfAbsent(eventLoop, thread -> new ConcurrentHashMap<>()));
    }

    /** Returns the instance on the caller's event loop, else any; null if the service is not open to this node. */
    @Nullable
    LocalServiceInstance nearest(String service) {
        Map<String, LocalServiceInstance> sameEventLoop = byEventLoop.get(Thread.currentThread());
        LocalServiceInstance instance = sameEventLoop == null ? null : sameEventLoop.get(service);
        return instance == null ? next(openToThisNode, service) : instance;
    }

    /** Returns the instances of a service in turn, for calls of other nodes; null if the service is not open to them. */
    @Nullable
    LocalServiceInstance next(String service) {
        return next(openToAll, service);
    }

    private @Nullable LocalServiceInstance next(Map<String, List<LocalServiceInstance>> open, String service) {
        List<LocalServiceInstance> instances = open.getOrDefault(service, List.of());
        return instances.isEmpty() ? null : instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
    }
}
