package io.busbar.bus.lane;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The services of this node by the event loop that each of their instances runs on. A call between two of one loop needs no message and
 * wakes no other thread: waking one costs more than most requests do.
 */
final class Residents {
    private final Map<Thread, Map<String, Resident>> loops = new ConcurrentHashMap<>();

    /** An instance lives on this event loop from now on; anywhere else it is left to the bus. */
    void movedIn(String service, ServiceDispatcher reception) {
        if (Context.isOnEventLoopThread()) {
            loops.computeIfAbsent(Thread.currentThread(), loop -> new ConcurrentHashMap<>())
                    .put(service, new Resident(reception, Vertx.currentContext()));
        }
    }

    void movedOut(String service) {
        Map<String, Resident> loop = loops.get(Thread.currentThread());
        if (loop != null) {
            Resident gone = loop.remove(service);
            if (gone != null) {
                gone.leave();
            }
        }
    }

    /** The instance that shares the event loop of whoever asks. */
    @Nullable
    Resident neighbour(String service) {
        Map<String, Resident> loop = loops.get(Thread.currentThread());
        return loop == null ? null : loop.get(service);
    }
}
