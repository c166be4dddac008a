package io.busbar.bus.rpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this node by event loop. A call between two services of the same event loop needs no message and wakes no other
 * thread, which would cost more than most requests do.
 */
final class LocalInstances {
    private final Map<Thread, Map<String, LocalInstance>> byEventLoop = new ConcurrentHashMap<>();

    /** Registers an instance on the current event loop. Instances on other threads are called over the bus. */
    void register(String service, ServiceDispatcher dispatcher) {
        if (Context.isOnEventLoopThread()) {
            byEventLoop
                    .computeIfAbsent(Thread.currentThread(), loop -> new ConcurrentHashMap<>())
                    .put(service, new LocalInstance(dispatcher, Vertx.currentContext()));
        }
    }

    void unregister(String service) {
        Map<String, LocalInstance> loop = byEventLoop.get(Thread.currentThread());
        if (loop != null) {
            LocalInstance removed = loop.remove(service);
            if (removed != null) {
                removed.close();
            }
        }
    }

    /** Returns the instance on the caller's event loop, or null. */
    @Nullable
    LocalInstance sameEventLoop(String service) {
        Map<String, LocalInstance> loop = byEventLoop.get(Thread.currentThread());
        return loop == null ? null : loop.get(service);
    }
}
