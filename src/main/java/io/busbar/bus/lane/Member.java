package io.busbar.bus.lane;

import java.util.Set;

/**
 * A node of the cluster as this one knows it.
 *
 * @param id       names one run of one process
 * @param services what it runs
 * @param state    what it last said of itself
 * @param load     calls it was working on when it last spoke
 * @param suspect  it has been silent for too long; nothing is sent to it until it speaks again
 * @param heardAt  when it last spoke, in milliseconds of this process's monotonic clock
 */
public record Member(String id, Set<String> services, NodeState state, int load, boolean suspect, long heardAt) {
    public Member {
        services = Set.copyOf(services);
    }

    /** Whether new calls may go to it. */
    public boolean takesCalls() {
        return state == NodeState.READY && !suspect;
    }

    static Member of(Announcement announcement, NodeState state, long now) {
        return new Member(announcement.id(), announcement.services(), state, announcement.load(), false, now);
    }

    Member suspected() {
        return new Member(id, services, state, load, true, heardAt);
    }

    /** The same node, as if it had spoken later by as much as this process was not running. */
    Member excused(long pause) {
        return pause == 0 ? this : new Member(id, services, state, load, suspect, heardAt + pause);
    }
}
