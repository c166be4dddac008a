package io.busbar.bus.rpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this node by event loop. A call between two services of the same event loop needs no message and wakes no other
 * thread; a message would cost more than most requests themselves.
 */
final class LocalServiceInstances {
    private final Map<Thread, Map<String, LocalServiceInstance>> byEventLoop = new ConcurrentHashMap<>();

    /** Registers an instance on the current event loop. Instances on other threads are called over the bus. */
    void register(String service, ServiceDispatcher dispatcher) {
        if (Context.isOnEventLoopThread()) {
            byEventLoop
                    .computeIfAbsent(Thread.currentThread(), instances -> new ConcurrentHashMap<>())
                    .put(service, new LocalServiceInstance(dispatcher, Vertx.currentContext()));
        }
    }

    void unregister(String service) {
        Map<String, LocalServiceInstance> instances = byEventLoop.get(Thread.currentThread());
        if (instances != null) {
            LocalServiceInstance removed = instances.remove(service);
            if (removed != null) {
                removed.close();
            }
        }
    }

    /** Returns the instance on the caller's event loop, or null. */
    @Nullable
    LocalServiceInstance onCurrentEventLoop(String service) {
        Map<String, LocalServiceInstance> instances = byEventLoop.get(Thread.currentThread());
        return instances == null ? null : instances.get(service);
    }
}
