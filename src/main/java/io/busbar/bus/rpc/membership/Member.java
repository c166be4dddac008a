package io.busbar.bus.rpc.membership;

import java.util.Set;

/**
 * A node of the cluster as this one knows it.
 *
 * @param id       names one run of one process
 * @param services what it runs
 * @param state    what it last said of itself
 * @param activeCalls     calls it was working on when it last spoke
 * @param suspect  it has been silent for too long; nothing is sent to it until it speaks again
 * @param lastHeartbeatAt  when it last spoke, in milliseconds of this process's monotonic clock
 */
public record Member(
        String id, Set<String> services, NodeState state, int activeCalls, boolean suspect, long lastHeartbeatAt) {
    public Member {
        services = Set.copyOf(services);
    }

    /** Whether new calls may go to it. */
    public boolean isAvailable() {
        return state == NodeState.READY && !suspect;
    }

    static Member of(Heartbeat heartbeat, NodeState state, long now) {
        return new Member(heartbeat.id(), heartbeat.services(), state, heartbeat.activeCalls(), false, now);
    }

    Member asSuspect() {
        return new Member(id, services, state, activeCalls, true, lastHeartbeatAt);
    }

    /** The same node, as if it had spoken later by as much as this process was not running. */
    Member withPauseExcluded(long pause) {
        return pause == 0 ? this : new Member(id, services, state, activeCalls, suspect, lastHeartbeatAt + pause);
    }
}
