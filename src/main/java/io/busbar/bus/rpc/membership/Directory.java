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
 * Who is in the cluster and runs what, from the announcements. A node that misses too many is suspect: silence makes it so, slowness
 * never does. It is back when it speaks again. One that is silent for long, or said that it left, is forgotten.
 *
 * <p>Reading takes no lock. Time is passed in, as milliseconds of a monotonic clock.
 */
public final class Directory {
    private final String selfId;
    private final long lateAfterMillis;
    private final long suspectTimeoutMillis;
    private final long forgetTimeoutMillis;
    private final long maxPauseMillis;

    /** Ids that said they left, and when: an announcement that was overtaken must not bring them back. */
    private final Map<String, Long> departed = new HashMap<>();

    private volatile View view = new View(Map.of(), Map.of());
    private long lastCheck = Long.MIN_VALUE;

    /** What an announcement changed. */
    public enum MembershipChange {
        NONE,
        JOINED,
        RECOVERED,
        LEFT
    }

    /** Who became suspect, and who was forgotten. */
    public record ExpiredNodes(List<String> suspected, List<String> removed) {}

    private record View(Map<String, Member> nodes, Map<String, List<Member>> availableByService) {}

    public Directory(String selfId, RpcSettings settings) {
        this.selfId = selfId;
        this.lateAfterMillis = settings.heartbeatInterval().toMillis() * 6 / 5;
        this.suspectTimeoutMillis = settings.suspectTimeout().toMillis();
        this.forgetTimeoutMillis = settings.forgetTimeout().toMillis();
        this.maxPauseMillis = settings.heartbeatInterval().toMillis();
    }

    /** Every node that is known, this one included. */
    public Collection<Member> nodes() {
        return view.nodes.values();
    }

    /** The node of this id, unless it is unknown or forgotten. */
    public Optional<Member> node(String id) {
        return Optional.ofNullable(view.nodes.get(id));
    }

    /** The other nodes that run the service and take calls. */
    public List<Member> availableNodes(String service) {
        return view.availableByService.getOrDefault(service, List.of());
    }

    /** Whether the node is one of us. */
    public boolean contains(String id) {
        return view.nodes.containsKey(id);
    }

    /** Whether the node is known and silent. */
    public boolean isSuspect(String id) {
        Member node = view.nodes.get(id);
        return node != null && node.suspect();
    }

    /** Whether the node is known and speaks. */
    public boolean isResponsive(String id) {
        Member node = view.nodes.get(id);
        return node != null && !node.suspect();
    }

    /** Whether new calls may go to the node. */
    public boolean isAvailable(String id) {
        Member node = view.nodes.get(id);
        return node != null && node.isAvailable();
    }

    /** Takes note of what a node says. Its state moves forward only, whatever order announcements arrive in. */
    public synchronized MembershipChange apply(Heartbeat heartbeat, long now) {
        String id = heartbeat.id();
        if (departed.containsKey(id)) {
            return MembershipChange.NONE;
        }
        Member before = view.nodes.get(id);
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        if (heartbeat.state() == NodeState.LEFT) {
            departed.put(id, now);
            nodes.remove(id);
            replaceView(nodes);
            return before == null ? MembershipChange.NONE : MembershipChange.LEFT;
        }
        NodeState state =
                before == null || heartbeat.state().compareTo(before.state()) > 0 ? heartbeat.state() : before.state();
        nodes.put(id, Member.of(heartbeat, state, now));
        replaceView(nodes);
        if (before == null) {
            return id.equals(selfId) ? MembershipChange.NONE : MembershipChange.JOINED;
        }
        return before.suspect() ? MembershipChange.RECOVERED : MembershipChange.NONE;
    }

    /** Whether the node owes an announcement, though not for long enough to be suspect. */
    public boolean isLate(String id, long now) {
        Member node = view.nodes.get(id);
        return node != null && !node.suspect() && now - node.lastHeartbeatAt() > lateAfterMillis;
    }

    /** The node cannot even be connected to: suspect at once. Says whether that is news. */
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
     * Looks for silence; to be called several times per announcement interval. When this process itself did not run for a while (paused,
     * starved), it could hear nobody, so the others are excused for that time.
     */
    public synchronized ExpiredNodes expireSilentNodes(long now) {
        long pause = lastCheck == Long.MIN_VALUE ? 0 : now - lastCheck;
        lastCheck = now;
        long pausedMillis = pause > maxPauseMillis ? pause : 0;
        List<String> suspected = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        for (Member known : view.nodes.values()) {
            Member node = known.withPauseExcluded(pausedMillis);
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
        for (Member node : nodes.values()) {
            if (node.isAvailable() && !node.id().equals(selfId)) {
                for (String service : node.services()) {
                    availableByService
                            .computeIfAbsent(service, name -> new ArrayList<>())
                            .add(node);
                }
            }
        }
        view = new View(
                Map.copyOf(nodes),
                availableByService.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> List.copyOf(entry.getValue()))));
    }
}
