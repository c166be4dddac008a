package io.busbar.bus.rpc.membership;

import java.util.Set;

/**
 * A node of the cluster as this node knows it.
 *
 * @param id              identifies one run of one process
 * @param services        names of the services it runs
 * @param state           its last published state
 * @param activeCalls     number of its active calls as of its last heartbeat
 * @param suspect         whether too many heartbeats are missing; no calls are sent to it until its next heartbeat
 * @param lastHeartbeatAt time of its last heartbeat, in milliseconds of this process's monotonic clock
 */
public record Member(
        String id, Set<String> services, NodeState state, int activeCalls, boolean suspect, long lastHeartbeatAt) {
    public Member {
        services = Set.copyOf(services);
    }

    /** Returns whether new calls may be sent to it. */
    public boolean isAvailable() {
        return state == NodeState.READY && !suspect;
    }

    static Member of(Heartbeat heartbeat, NodeState state, long now) {
        return new Member(heartbeat.id(), heartbeat.services(), state, heartbeat.activeCalls(), false, now);
    }

    Member asSuspect() {
        return new Member(id, services, state, activeCalls, true, lastHeartbeatAt);
    }

    /** Returns a copy whose last heartbeat is later by the pause of this process. */
    Member withPauseExcluded(long pause) {
        return pause == 0 ? this : new Member(id, services, state, activeCalls, suspect, lastHeartbeatAt + pause);
    }
}
