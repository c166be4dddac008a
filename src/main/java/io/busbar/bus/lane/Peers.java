package io.busbar.bus.lane;

import io.busbar.bus.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/** The other nodes as targets: the window of each, and which to take. */
final class Peers {
    private final Directory directory;
    private final LaneSettings settings;
    private final FastLaneMetrics meters;
    private final Map<String, InFlightWindow> windows = new ConcurrentHashMap<>();

    Peers(Directory directory, LaneSettings settings, FastLaneMetrics meters) {
        this.directory = directory;
        this.settings = settings;
        this.meters = meters;
    }

    InFlightWindow window(String node) {
        return windows.computeIfAbsent(node, id -> {
            InFlightWindow window = new InFlightWindow(settings.callsPerNode(), settings.bytesPerNode());
            meters.watch(id, window);
            return window;
        });
    }

    /**
     * The nodes that a call may go to, best first. The first is the less loaded of two taken at random ("power of two choices"), which
     * spreads well without everybody running to the one that was idle a moment ago; the rest are there in case it is full.
     */
    List<Member> candidates(Operation<?, ?> operation, Set<String> tried) {
        List<Member> nodes = new ArrayList<>(directory.takingCalls(operation.service()));
        nodes.removeIf(node -> tried.contains(node.id()));
        if (nodes.size() > 1) {
            moveToFront(nodes, 0, ThreadLocalRandom.current().nextInt(nodes.size()));
            moveToFront(nodes, 1, 1 + ThreadLocalRandom.current().nextInt(nodes.size() - 1));
            if (load(nodes.get(1)) < load(nodes.get(0))) {
                moveToFront(nodes, 0, 1);
            }
        }
        return nodes;
    }

    /** Nobody waits for this node any longer. */
    void lose(String node) {
        InFlightWindow window = windows.get(node);
        if (window != null) {
            window.abandonAll().forEach(slot -> slot.fail(new NodeLost(node)));
        }
    }

    /** The node does not come back. */
    void forget(String node) {
        lose(node);
        windows.remove(node);
        meters.unwatch(node);
    }

    void each(BiConsumer<String, InFlightWindow> action) {
        windows.forEach(action);
    }

    /** What it was working on when it last spoke, and what we have sent it; the latter may be counted twice, for everybody alike. */
    private int load(Member node) {
        InFlightWindow window = windows.get(node.id());
        return node.load() + (window == null ? 0 : window.calls());
    }

    private static void moveToFront(List<Member> nodes, int to, int from) {
        Member moved = nodes.get(from);
        nodes.set(from, nodes.get(to));
        nodes.set(to, moved);
    }
}
