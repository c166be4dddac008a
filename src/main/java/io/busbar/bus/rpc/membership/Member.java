package io.busbar.bus.rpc.membership;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster as this node knows it.
 *
 * @param id              identifies one run of one process
 * @param services        names of the services it runs
 * @param servicesRevision the revision of the services in the heartbeat that named them
 * @param state           its last published state
 * @param activeCalls     number of its active calls as of its last heartbeat
 * @param suspect         whether too many heartbeats are missing; no calls are sent to it until its next heartbeat
 * @param lastHeartbeatAt time of its last heartbeat, in milliseconds of this process's monotonic clock
 */
public record Member(
        String id,
        Set<String> services,
        long servicesRevision,
        NodeState state,
        int activeCalls,
        boolean suspect,
        long lastHeartbeatAt) {
    public Member {
        services = Set.copyOf(services);
    }

    /** Returns whether new calls may be sent to it. */
    public boolean isAvailable() {
        return state == NodeState.READY && !suspect;
    }

    /** Returns whether new calls of the service may be sent to it. */
    public boolean isAvailable(String service) {
        return isAvailable() && services.contains(service);
    }

    /** Returns the node after a heartbeat. The state only moves forward, and the services of an older revision are ignored. */
    static Member of(Heartbeat heartbeat, @Nullable Member before, long now) {
        if (before == null) {
            return new Member(
                    heartbeat.id(),
                    heartbeat.services(),
                    heartbeat.servicesRevision(),
                    heartbeat.state(),
                    heartbeat.activeCalls(),
                    false,
                    now);
        }
        boolean outdated = heartbeat.servicesRevision() < before.servicesRevision;
        return new Member(
                heartbeat.id(),
                outdated ? before.services : heartbeat.services(),
                outdated ? before.servicesRevision : heartbeat.servicesRevision(),
                heartbeat.state().compareTo(before.state) > 0 ? heartbeat.state() : before.state,
                heartbeat.activeCalls(),
                false,
                now);
    }

    Member asSuspect() {
        return new Member(id, services, servicesRevision, state, activeCalls, true, lastHeartbeatAt);
    }

    /** Returns a copy whose last heartbeat is later by the pause of this process. */
    Member withPauseExcluded(long pause) {
        return pause == 0
                ? this
                : new Member(id, services, servicesRevision, state, activeCalls, suspect, lastHeartbeatAt + pause);
    }
}
