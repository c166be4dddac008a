package io.busbar.bus.rpc;

import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this node. A call between two services of the same event loop wakes no other thread, which would cost more than
 * most requests themselves.
 */
final class LocalServiceInstances {
    private final Map<String, List<LocalServiceInstance>> byService = new ConcurrentHashMap<>();
    private final Map<Thread, Map<String, LocalServiceInstance>> byEventLoop = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** Registers an instance on its context. Returns what removes it; run that on the same context. */
    Runnable register(String service, ServiceDispatcher dispatcher, Context context) {
        Thread eventLoop = Context.isOnEventLoopThread() ? Thread.currentThread() : null;
        LocalServiceInstance instance = new LocalServiceInstance(dispatcher, context, eventLoop);
        byService.merge(
                service,
                List.of(instance),
                (existing, added) ->
                        Stream.concat(existing.stream(), added.stream()).toList());
        if (eventLoop != null) {
            byEventLoop
                    .computeIfAbsent(eventLoop, thread -> new ConcurrentHashMap<>())
                    .put(service, instance);
        }
        return () -> unregister(service, instance);
    }

    private void unregister(String service, LocalServiceInstance instance) {
        byService.computeIfPresent(
                service,
                (name, existing) -> existing.stream()
                        .filter(other -> !other.equals(instance))
                        .toList());
        Thread eventLoop = instance.eventLoop();
        if (eventLoop != null) {
            byEventLoop.computeIfPresent(eventLoop, (thread, instances) -> {
                instances.remove(service, instance);
                return instances;
            });
        }
        instance.close();
    }

    /** Returns the instance on the caller's event loop, else any; null if the service does not run on this node. */
    @Nullable
    LocalServiceInstance nearest(String service) {
        Map<String, LocalServiceInstance> sameEventLoop = byEventLoop.get(Thread.currentThread());
        LocalServiceInstance instance = sameEventLoop == null ? null : sameEventLoop.get(service);
        return instance == null ? next(service) : instance;
    }

    /** Returns the instances of a service in turn; null if it does not run on this node. */
    @Nullable
    LocalServiceInstance next(String service) {
        List<LocalServiceInstance> instances = byService.getOrDefault(service, List.of());
        return instances.isEmpty() ? null : instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
    }
}
