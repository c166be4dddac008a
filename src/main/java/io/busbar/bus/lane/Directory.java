package io.busbar.bus.lane;

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
    private final String self;
    private final long lateAfter;
    private final long suspectAfter;
    private final long forgetAfter;
    private final long longestPause;

    /** Ids that said they left, and when: an announcement that was overtaken must not bring them back. */
    private final Map<String, Long> departed = new HashMap<>();

    private volatile View view = new View(Map.of(), Map.of());
    private long lastSweep = Long.MIN_VALUE;

    /** What an announcement changed. */
    enum Heard {
        NOTHING,
        JOINED,
        BACK,
        LEFT
    }

    /** Who became suspect, and who was forgotten. */
    record Sweep(List<String> suspect, List<String> forgotten) {}

    private record View(Map<String, Member> nodes, Map<String, List<Member>> takingCalls) {}

    Directory(String self, LaneSettings settings) {
        this.self = self;
        this.lateAfter = settings.announceEvery().toMillis() * 6 / 5;
        this.suspectAfter = settings.suspectAfter().toMillis();
        this.forgetAfter = settings.forgetAfter().toMillis();
        this.longestPause = settings.announceEvery().toMillis();
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
    public List<Member> takingCalls(String service) {
        return view.takingCalls.getOrDefault(service, List.of());
    }

    /** Whether the node is one of us. */
    boolean knows(String id) {
        return view.nodes.containsKey(id);
    }

    /** Whether the node is known and silent. */
    boolean suspects(String id) {
        Member node = view.nodes.get(id);
        return node != null && node.suspect();
    }

    /** Whether the node is known and speaks. */
    boolean hears(String id) {
        Member node = view.nodes.get(id);
        return node != null && !node.suspect();
    }

    /** Whether new calls may go to the node. */
    boolean mayCall(String id) {
        Member node = view.nodes.get(id);
        return node != null && node.takesCalls();
    }

    /** Takes note of what a node says. Its state moves forward only, whatever order announcements arrive in. */
    synchronized Heard heard(Announcement announcement, long now) {
        String id = announcement.id();
        if (departed.containsKey(id)) {
            return Heard.NOTHING;
        }
        Member before = view.nodes.get(id);
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        if (announcement.state() == NodeState.LEFT) {
            departed.put(id, now);
            nodes.remove(id);
            show(nodes);
            return before == null ? Heard.NOTHING : Heard.LEFT;
        }
        NodeState state = before == null || announcement.state().compareTo(before.state()) > 0
                ? announcement.state()
                : before.state();
        nodes.put(id, Member.of(announcement, state, now));
        show(nodes);
        if (before == null) {
            return id.equals(self) ? Heard.NOTHING : Heard.JOINED;
        }
        return before.suspect() ? Heard.BACK : Heard.NOTHING;
    }

    /** Whether the node owes an announcement, though not for long enough to be suspect. */
    boolean isLate(String id, long now) {
        Member node = view.nodes.get(id);
        return node != null && !node.suspect() && now - node.heardAt() > lateAfter;
    }

    /** The node cannot even be connected to: suspect at once. Says whether that is news. */
    synchronized boolean unreachable(String id) {
        Member node = view.nodes.get(id);
        if (node == null || node.suspect()) {
            return false;
        }
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        nodes.put(id, node.suspected());
        show(nodes);
        return true;
    }

    /**
     * Looks for silence; to be called several times per announcement interval. When this process itself did not run for a while (paused,
     * starved), it could hear nobody, so the others are excused for that time.
     */
    synchronized Sweep sweep(long now) {
        long pause = lastSweep == Long.MIN_VALUE ? 0 : now - lastSweep;
        lastSweep = now;
        long excuse = pause > longestPause ? pause : 0;
        List<String> suspect = new ArrayList<>();
        List<String> forgotten = new ArrayList<>();
        Map<String, Member> nodes = new HashMap<>(view.nodes);
        for (Member known : view.nodes.values()) {
            Member node = known.excused(excuse);
            long silent = node.id().equals(self) ? 0 : now - node.heardAt();
            if (silent >= forgetAfter) {
                forgotten.add(node.id());
                nodes.remove(node.id());
            } else if (silent >= suspectAfter && !node.suspect()) {
                suspect.add(node.id());
                nodes.put(node.id(), node.suspected());
            } else if (excuse > 0) {
                nodes.put(node.id(), node);
            }
        }
        departed.values().removeIf(since -> now - since >= forgetAfter);
        if (excuse > 0 || !suspect.isEmpty() || !forgotten.isEmpty()) {
            show(nodes);
        }
        return new Sweep(List.copyOf(suspect), List.copyOf(forgotten));
    }

    private void show(Map<String, Member> nodes) {
        Map<String, List<Member>> takingCalls = new HashMap<>();
        for (Member node : nodes.values()) {
            if (node.takesCalls() && !node.id().equals(self)) {
                for (String service : node.services()) {
                    takingCalls
                            .computeIfAbsent(service, name -> new ArrayList<>())
                            .add(node);
                }
            }
        }
        view = new View(
                Map.copyOf(nodes),
                takingCalls.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> List.copyOf(entry.getValue()))));
    }
}
