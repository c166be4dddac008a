package io.busbar.bus.rpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The services of this node by the event loop that each of their instances runs on. A call between two of one loop needs no message and
 * wakes no other thread: waking one costs more than most requests do.
 */
final class LocalInstances {
    private final Map<Thread, Map<String, LocalInstance>> byEventLoop = new ConcurrentHashMap<>();

    /** An instance lives on this event loop from now on; anywhere else it is left to the bus. */
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

    /** The instance that shares the event loop of whoever asks. */
    @Nullable
    LocalInstance sameEventLoop(String service) {
        Map<String, LocalInstance> loop = byEventLoop.get(Thread.currentThread());
        return loop == null ? null : loop.get(service);
    }
}
