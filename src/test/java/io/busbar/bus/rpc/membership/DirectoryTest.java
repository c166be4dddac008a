package io.busbar.bus.rpc.membership;

import static io.busbar.bus.rpc.membership.NodeState.DRAINING;
import static io.busbar.bus.rpc.membership.NodeState.LEFT;
import static io.busbar.bus.rpc.membership.NodeState.READY;
import static io.busbar.bus.rpc.membership.NodeState.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.rpc.RpcSettings;
import io.busbar.bus.rpc.membership.Directory.MembershipChange;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private final Directory directory = new Directory("self", RpcSettings.defaults());
    private long now = 1_000_000;

    @Test
    void a_node_that_is_starting_is_known_but_takes_no_calls() {
        assertThat(hear("b", STARTING, "catalog")).isEqualTo(MembershipChange.JOINED);

        assertThat(directory.node("b")).isPresent();
        assertThat(directory.availableNodes("catalog")).isEmpty();
    }

    @Test
    void a_ready_node_takes_calls_for_what_it_runs_and_for_nothing_else() {
        hear("b", READY, "catalog", "users");
        hear("c", READY, "users");

        assertThat(ids("catalog")).containsExactly("b");
        assertThat(ids("users")).containsExactlyInAnyOrder("b", "c");
        assertThat(ids("bookings")).isEmpty();
    }

    @Test
    void this_node_is_listed_but_never_a_remote_target() {
        hear("self", READY, "catalog");

        assertThat(directory.nodes()).extracting(Member::id).containsExactly("self");
        assertThat(ids("catalog")).isEmpty();
    }

    @Test
    void this_node_is_never_suspect_to_itself() {
        hear("self", READY, "catalog");
        assertThat(passing(10_000).suspected()).isEmpty();
        assertThat(directory.isSuspect("self")).isFalse();
    }

    @Test
    void two_missed_announcements_are_forgiven() {
        hear("b", READY, "catalog");

        assertThat(passing(749).suspected()).isEmpty();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void three_missed_announcements_make_a_node_suspect_once() {
        hear("b", READY, "catalog");

        assertThat(passing(750).suspected()).containsExactly("b");
        assertThat(directory.isSuspect("b")).isTrue();
        assertThat(ids("catalog")).isEmpty();
        assertThat(passing(250).suspected()).isEmpty();
    }

    @Test
    void a_suspect_that_speaks_is_back() {
        hear("b", READY, "catalog");
        passing(800);

        assertThat(hear("b", READY, "catalog")).isEqualTo(MembershipChange.RECOVERED);

        assertThat(directory.isSuspect("b")).isFalse();
        assertThat(ids("catalog")).containsExactly("b");
        assertThat(passing(700).suspected()).isEmpty();
    }

    @Test
    void only_the_silent_one_is_suspect() {
        hear("b", READY, "catalog");
        hear("c", READY, "catalog");
        passing(500);
        hear("c", READY, "catalog");

        assertThat(passing(300).suspected()).containsExactly("b");
        assertThat(ids("catalog")).containsExactly("c");
    }

    @Test
    void one_missed_announcement_makes_a_node_late_and_no_more() {
        hear("b", READY, "catalog");
        passing(300);
        assertThat(directory.isLate("b", now)).isFalse();

        passing(50);
        assertThat(directory.isLate("b", now)).isTrue();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void a_node_that_cannot_be_reached_is_suspect_at_once_and_once() {
        hear("b", READY, "catalog");

        assertThat(directory.markUnreachable("b")).isTrue();
        assertThat(directory.markUnreachable("b")).isFalse();

        assertThat(ids("catalog")).isEmpty();
        assertThat(hear("b", READY, "catalog")).isEqualTo(MembershipChange.RECOVERED);
    }

    @Test
    void load_does_not_make_a_node_suspect() {
        directory.apply(new Heartbeat("b", Set.of("catalog"), READY, 1_000_000, false, Instant.EPOCH), now);

        assertThat(passing(500).suspected()).isEmpty();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void a_node_silent_for_a_minute_is_forgotten() {
        hear("b", READY, "catalog");
        passing(59_900);
        assertThat(directory.node("b")).isPresent();

        assertThat(passing(200).removed()).containsExactly("b");

        assertThat(directory.node("b")).isEmpty();
        assertThat(directory.contains("b")).isFalse();
    }

    @Test
    void a_node_that_said_it_drains_takes_no_calls_whatever_is_heard_after() {
        hear("b", READY, "catalog");
        hear("b", DRAINING, "catalog");

        hear("b", READY, "catalog");

        assertThat(ids("catalog")).isEmpty();
        assertThat(directory.node("b")).get().extracting(Member::state).isEqualTo(DRAINING);
    }

    @Test
    void a_node_that_left_is_forgotten_at_once_and_does_not_come_back() {
        hear("b", READY, "catalog");

        assertThat(hear("b", LEFT, "catalog")).isEqualTo(MembershipChange.LEFT);
        assertThat(directory.node("b")).isEmpty();

        assertThat(hear("b", READY, "catalog")).isEqualTo(MembershipChange.NONE);
        assertThat(directory.node("b")).isEmpty();
    }

    @Test
    void when_this_process_did_not_run_the_others_are_excused() {
        hear("b", READY, "catalog");
        passing(50);

        now += 30_000;
        assertThat(directory.expireSilentNodes(now).suspected()).isEmpty();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void a_node_that_stays_silent_after_such_a_pause_is_suspect_all_the_same() {
        hear("b", READY, "catalog");
        passing(50);
        now += 30_000;
        directory.expireSilentNodes(now);

        assertThat(passing(750).suspected()).containsExactly("b");
    }

    @Test
    void services_that_a_node_adds_are_seen() {
        hear("b", READY, "catalog");
        hear("b", READY, "catalog", "users");

        assertThat(ids("users")).containsExactly("b");
    }

    private MembershipChange hear(String id, NodeState state, String... services) {
        return directory.apply(new Heartbeat(id, Set.of(services), state, 0, false, Instant.EPOCH), now);
    }

    /** Advances the time with the checks of a running process; returns all nodes that they found. */
    private Directory.ExpiredNodes passing(long millis) {
        List<String> suspect = new java.util.ArrayList<>();
        List<String> forgotten = new java.util.ArrayList<>();
        for (long end = now + millis; now < end; ) {
            now = Math.min(end, now + 50);
            Directory.ExpiredNodes expiredNodes = directory.expireSilentNodes(now);
            suspect.addAll(expiredNodes.suspected());
            forgotten.addAll(expiredNodes.removed());
        }
        return new Directory.ExpiredNodes(suspect, forgotten);
    }

    private List<String> ids(String service) {
        return directory.availableNodes(service).stream().map(Member::id).toList();
    }
}
