package io.busbar.bus.rpc;

import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service instances of this node. A call between two services of the same event loop wakes no other thread, which would cost more than
 * most requests themselves.
 */
final class LocalServiceInstances {
    private final Map<String, LocalService> services = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * The instances of a service that have started, and whether they get calls.
     *
     * @param openToAll      whether they get calls of other nodes
     * @param openToThisNode whether they get calls of this node
     */
    private record LocalService(List<LocalServiceInstance> instances, boolean openToAll, boolean openToThisNode) {
        private static final LocalService CLOSED = new LocalService(List.of(), false, false);

        LocalService with(LocalServiceInstance added) {
            List<LocalServiceInstance> more =
                    Stream.concat(instances.stream(), Stream.of(added)).toList();
            return new LocalService(more, openToAll, openToThisNode);
        }

        LocalService without(LocalServiceInstance removed) {
            List<LocalServiceInstance> others =
                    instances.stream().filter(other -> !other.equals(removed)).toList();
            return new LocalService(others, openToAll, openToThisNode);
        }
    }

    /**
     * Registers an instance on its context. It gets calls when its service is open. Returns what removes it; run that on the same
     * context.
     */
    Runnable register(String service, ServiceDispatcher dispatcher, Context context) {
        Thread eventLoop = Context.isOnEventLoopThread() ? Thread.currentThread() : null;
        LocalServiceInstance instance = new LocalServiceInstance(dispatcher, context, eventLoop);
        change(service, known -> known.with(instance));
        return () -> {
            change(service, known -> known.without(instance));
            instance.close();
        };
    }

    /** Opens a service: its instances get calls from now on. */
    void open(String service) {
        change(service, known -> new LocalService(known.instances, true, true));
    }

    /** Closes a service for this node: its calls go to other nodes. Those of other nodes are still accepted. */
    void closeToThisNode(String service) {
        change(service, known -> new LocalService(known.instances, known.openToAll, false));
    }

    /** Closes a service for all nodes and returns its instances, which may still have calls. */
    List<LocalServiceInstance> closeToAll(String service) {
        return change(service, known -> new LocalService(known.instances, false, false)).instances;
    }

    private LocalService change(String service, UnaryOperator<LocalService> change) {
        return services.compute(service, (name, known) -> change.apply(known == null ? LocalService.CLOSED : known));
    }

    /** Returns the instance on the caller's event loop, else any; null if the service is not open to this node. */
    @Nullable
    LocalServiceInstance nearest(String service) {
        LocalService local = services.getOrDefault(service, LocalService.CLOSED);
        if (!local.openToThisNode) {
            return null;
        }
        for (LocalServiceInstance instance : local.instances) {
            if (Thread.currentThread().equals(instance.eventLoop())) {
                return instance;
            }
        }
        return next(local);
    }

    /** Returns the instances of a service in turn, for calls of other nodes; null if the service is not open to them. */
    @Nullable
    LocalServiceInstance next(String service) {
        LocalService local = services.getOrDefault(service, LocalService.CLOSED);
        return local.openToAll ? next(local) : null;
    }

    private @Nullable LocalServiceInstance next(LocalService local) {
        int count = local.instances.size();
        return count == 0 ? null : local.instances.get(Math.floorMod(turn.getAndIncrement(), count));
    }
}
