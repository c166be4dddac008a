package io.busbar.bus.rpc.membership;

import io.busbar.bus.rpc.RpcSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The nodes of the cluster and the services they run, as known from heartbeats. A node that misses several heartbeats is suspect, until its
 * next heartbeat; slow replies never make it suspect. A node that is silent for long, or has left, is removed.
 *
 * <p>Reads take no lock. Times are passed in, as milliseconds of a monotonic clock.
 */
public final class Directory {
    private final String selfId;
    /** 1.2 heartbeat intervals: smaller delays are ordinary. */
    private final long lateAfterMillis;

    private final long suspectTimeoutMillis;
    private final long forgetTimeoutMillis;
    private final long maxPauseMillis;

    /** IDs of nodes that have left, with the time: a heartbeat that arrives late must not add them again. */
    private final Map<String, Long> departed = new HashMap<>();

    private volatile View view = new View(Map.of(), Map.of());
    private long lastCheck = Long.MIN_VALUE;

    /** The effect of a heartbeat on the directory. */
    public enum MembershipChange {
        NONE,
        JOINED,
        RECOVERED,
        LEFT
    }

    /** Nodes that became suspect and nodes that were removed. */
    public record ExpiredNodes(List<String> suspected, List<String> removed) {}

    private record View(Map<String, Member> nodes, Map<String, List<Member>> availableByService) {}

    public Directory(String selfId, RpcSettings settings) {
        this.selfId = selfId;
        this.lateAfterMillis = settings.heartbeatInterval().toMillis() * 6 / 5;
        this.suspectTimeoutMillis = settings.suspectTimeout().toMillis();
        this.forgetTimeoutMillis = settings.forgetTimeout().toMillis();
        this.maxPauseMillis = settings.heartbeatInterval().toMillis();
    }

    /** Returns all known nodes, including this one. */
    public Collection<Member> nodes() {
        return view.nodes.values();
    }

    /** Returns a node by ID; empty if it is unknown or removed. */
    public Optional<Member> node(String id) {
        return Optional.ofNullable(view.nodes.get(id));
    }

    /** Returns the other nodes that run the service and are ready for calls. */
    public List<Member> availableNodes(String service) {
        return view.availableByService.getOrDefault(service, List.of());
    }

    /** Returns whether the node is known. */
    public boolean contains(String id) {
        return view.nodes.containsKey(id);
    }

    /** Returns whether the node is known and suspect. */
    public boolean isSuspect(String id) {
        Member node = view.nodes.get(id);
        return node != null && node.suspect();
    }

    /** Returns whether the node is known and not suspect. */
    public boolean isResponsive(String id) {
        Member node = view.nodes.get(id);
        return node != null && !node.suspect();
    }

    /** Returns whether new calls of the service may be sent to the node. */
    public boolean isAvailable(String id, String service) {
        Member node = view.nodes.get(id);
        return node != null && node.isAvailable(service);
    }

    /** Applies a heartbeat. The state and the services of a node only move forward, in whatever order its heartbeats arrive. */
    public synchronized MembershipChange apply(Heartbeat heartbeat, long now) {
        String id = heartbeat.id();
        if (departed.containsKey(id)) {
            return MembershipChange.NONE;
        }
        return heartbeat.state() == NodeState.LEFT ? applyLeft(id, now) : applyPresent(heartbeat, now);
    }

    private MembershipChange applyLeft(String id, long now) {
        departed.put(id, now);
        boolean known = view.nodes.containsKey(id);
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        nodes.remove(id);
        replaceView(nodes);
        return known ? MembershipChange.LEFT : MembershipChange.NONE;
    }

    private MembershipChange applyPresent(Heartbeat heartbeat, long now) {
        String id = heartbeat.id();
        Member before = view.nodes.get(id);
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        nodes.put(id, Member.of(heartbeat, before, now));
        replaceView(nodes);
        if (before == null) {
            return id.equals(selfId) ? MembershipChange.NONE : MembershipChange.JOINED;
        }
        return before.suspect() ? MembershipChange.RECOVERED : MembershipChange.NONE;
    }

    /** Returns whether the next heartbeat of the node is overdue, but not for long enough to be suspect. */
    public boolean isLate(String id, long now) {
        Member node = view.nodes.get(id);
        return node != null && !node.suspect() && now - node.lastHeartbeatAt() > lateAfterMillis;
    }

    /** Marks a node as suspect at once, because it refuses connections. Returns whether that is a change. */
    public synchronized boolean markUnreachable(String id) {
        Member node = view.nodes.get(id);
        if (node == null || node.suspect()) {
            return false;
        }
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        nodes.put(id, node.asSuspect());
        replaceView(nodes);
        return true;
    }

    /**
     * Marks silent nodes as suspect and removes those that stay silent. Call it several times per heartbeat interval. If this process was
     * paused, it could not receive heartbeats, so the pause does not count as silence of other nodes.
     */
    public synchronized ExpiredNodes expireSilentNodes(long now) {
        long pause = lastCheck == Long.MIN_VALUE ? 0 : now - lastCheck;
        lastCheck = now;
        long pausedMillis = pause > maxPauseMillis ? pause : 0;
        List<String> suspected = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        for (Member before : view.nodes.values()) {
            Member node = before.withPauseExcluded(pausedMillis);
            long silentMillis = node.id().equals(selfId) ? 0 : now - node.lastHeartbeatAt();
            if (silentMillis >= forgetTimeoutMillis) {
                removed.add(node.id());
                nodes.remove(node.id());
            } else if (silentMillis >= suspectTimeoutMillis && !node.suspect()) {
                suspected.add(node.id());
                nodes.put(node.id(), node.asSuspect());
            } else if (pausedMillis > 0) {
                nodes.put(node.id(), node);
            }
        }
        departed.values().removeIf(since -> now - since >= forgetTimeoutMillis);
        if (pausedMillis > 0 || !suspected.isEmpty() || !removed.isEmpty()) {
            replaceView(nodes);
        }
        return new ExpiredNodes(List.copyOf(suspected), List.copyOf(removed));
    }

    private void replaceView(Map<String, Member> nodes) {
        Map<String, List<Member>> availableByService = new HashMap<>();
        nodes.values().stream()
                .filter(node -> node.isAvailable() && !node.id().equals(selfId))
                .forEach(node -> node.services()
                        .forEach(service -> availableByService
                                .computeIfAbsent(service, name -> new ArrayList<>())
                                .add(node)));
        view = new View(
                Map.copyOf(nodes),
                availableByService.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> List.copyOf(entry.getValue()))));
    }
}
