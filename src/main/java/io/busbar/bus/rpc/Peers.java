package io.busbar.bus.rpc;

import io.busbar.bus.Operation;
import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.rpc.membership.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/** Selects target nodes and holds their in-flight windows. */
final class Peers {
    private final Directory directory;
    private final RpcSettings settings;
    private final RpcMetrics metrics;
    private final Map<String, InFlightWindow> windows = new ConcurrentHashMap<>();

    Peers(Directory directory, RpcSettings settings, RpcMetrics metrics) {
        this.directory = directory;
        this.settings = settings;
        this.metrics = metrics;
    }

    InFlightWindow window(String node) {
        return windows.computeIfAbsent(node, id -> {
            InFlightWindow window = new InFlightWindow(settings.maxCallsPerNode(), settings.maxBytesPerNode());
            metrics.addWindow(id, window);
            return window;
        });
    }

    /**
     * Returns the nodes that a call may go to, best first. The first is the less loaded of two random nodes ("power of two choices"), which
     * balances well without sending every call to the node that was idle a moment ago; the others are fallbacks in case its window is full.
     */
    List<Member> candidates(Operation<?, ?> operation, Set<String> triedNodes) {
        List<Member> nodes = new ArrayList<>(directory.availableNodes(operation.service()));
        nodes.removeIf(node -> triedNodes.contains(node.id()));
        if (nodes.size() > 1) {
            Collections.swap(nodes, 0, ThreadLocalRandom.current().nextInt(nodes.size()));
            Collections.swap(nodes, 1, 1 + ThreadLocalRandom.current().nextInt(nodes.size() - 1));
            if (load(nodes.get(1)) < load(nodes.get(0))) {
                Collections.swap(nodes, 0, 1);
            }
        }
        return nodes;
    }

    /** Fails all calls in flight to the node with {@link NodeLostException}. Keeps the window, because the node may recover. */
    void failPendingCalls(String node) {
        InFlightWindow window = windows.get(node);
        if (window != null) {
            window.abandonAll().forEach(pending -> pending.fail(new NodeLostException(node)));
        }
    }

    /** Fails all calls in flight to the node and drops its window. For nodes that will not come back. */
    void remove(String node) {
        failPendingCalls(node);
        windows.remove(node);
        metrics.removeWindow(node);
    }

    void forEach(BiConsumer<String, InFlightWindow> action) {
        windows.forEach(action);
    }

    /**
     * Returns the node's active calls as of its last heartbeat, plus the calls in flight to it. Calls from this node may be counted
     * twice; this holds for every target, so the comparison stays fair.
     */
    private int load(Member node) {
        InFlightWindow window = windows.get(node.id());
        return node.activeCalls() + (window == null ? 0 : window.calls());
    }
}
