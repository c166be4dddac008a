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

    /** The nodes whose calls a service gets: none, all but this one, or all. */
    private enum ServiceState {
        CLOSED,
        REMOTE_ONLY,
        OPEN
    }

    /** The instances of a service that have started, and whose calls they get. */
    private record LocalService(List<LocalServiceInstance> instances, ServiceState state) {
        private static final LocalService NOT_STARTED = new LocalService(List.of(), ServiceState.CLOSED);

        LocalService with(LocalServiceInstance added) {
            List<LocalServiceInstance> more =
                    Stream.concat(instances.stream(), Stream.of(added)).toList();
            return new LocalService(more, state);
        }

        LocalService without(LocalServiceInstance removed) {
            List<LocalServiceInstance> others =
                    instances.stream().filter(other -> !other.equals(removed)).toList();
            return new LocalService(others, state);
        }

        LocalService opened() {
            return new LocalService(instances, ServiceState.OPEN);
        }

        LocalService closedToThisNode() {
            return state == ServiceState.OPEN ? new LocalService(instances, ServiceState.REMOTE_ONLY) : this;
        }

        LocalService closed() {
            return new LocalService(instances, ServiceState.CLOSED);
        }
    }

    /**
     * Registers an instance on its context. It gets calls when its service is open. Returns a callback that removes it; run it on
     * the same context.
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
        change(service, LocalService::opened);
    }

    /** Closes a service for this node: its calls go to other nodes. Those of other nodes are still accepted. */
    void closeToThisNode(String service) {
        change(service, LocalService::closedToThisNode);
    }

    /** Closes a service for all nodes and returns its instances, which may still have calls. */
    List<LocalServiceInstance> closeToAll(String service) {
        return change(service, LocalService::closed).instances;
    }

    private LocalService change(String service, UnaryOperator<LocalService> change) {
        return services.compute(
                service, (name, known) -> change.apply(known == null ? LocalService.NOT_STARTED : known));
    }

    /** Returns the instance on the caller's event loop, else any; null if the service is not open to this node. */
    @Nullable
    LocalServiceInstance nearest(String service) {
        LocalService local = services.getOrDefault(service, LocalService.NOT_STARTED);
        if (local.state != ServiceState.OPEN) {
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
        LocalService local = services.getOrDefault(service, LocalService.NOT_STARTED);
        return local.state == ServiceState.CLOSED ? null : next(local);
    }

    private @Nullable LocalServiceInstance next(LocalService local) {
        int count = local.instances.size();
        return count == 0 ? null : local.instances.get(Math.floorMod(turn.getAndIncrement(), count));
    }
}
