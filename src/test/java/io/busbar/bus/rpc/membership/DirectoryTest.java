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
    void apply_withStartingNode_listsItAsUnavailable() {
        assertThat(receiveHeartbeat("b", STARTING, "catalog")).isEqualTo(MembershipChange.JOINED);

        assertThat(directory.node("b")).isPresent();
        assertThat(directory.availableNodes("catalog")).isEmpty();
    }

    @Test
    void availableNodes_withReadyNodes_returnsOnlyNodesRunningTheService() {
        receiveHeartbeat("b", READY, "catalog", "users");
        receiveHeartbeat("c", READY, "users");

        assertThat(ids("catalog")).containsExactly("b");
        assertThat(ids("users")).containsExactlyInAnyOrder("b", "c");
        assertThat(ids("bookings")).isEmpty();
    }

    @Test
    void availableNodes_withOwnNode_excludesIt() {
        receiveHeartbeat("self", READY, "catalog");

        assertThat(directory.nodes()).extracting(Member::id).containsExactly("self");
        assertThat(ids("catalog")).isEmpty();
    }

    @Test
    void expireSilentNodes_withSilentOwnNode_doesNotSuspectIt() {
        receiveHeartbeat("self", READY, "catalog");
        assertThat(advanceTime(10_000).suspected()).isEmpty();
        assertThat(directory.isSuspect("self")).isFalse();
    }

    @Test
    void expireSilentNodes_beforeThirdMissedHeartbeat_keepsNodeAvailable() {
        receiveHeartbeat("b", READY, "catalog");

        assertThat(advanceTime(749).suspected()).isEmpty();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void expireSilentNodes_afterThreeMissedHeartbeats_suspectsNodeOnce() {
        receiveHeartbeat("b", READY, "catalog");

        assertThat(advanceTime(750).suspected()).containsExactly("b");
        assertThat(directory.isSuspect("b")).isTrue();
        assertThat(ids("catalog")).isEmpty();
        assertThat(advanceTime(250).suspected()).isEmpty();
    }

    @Test
    void apply_withHeartbeatOfSuspectNode_recoversIt() {
        receiveHeartbeat("b", READY, "catalog");
        advanceTime(800);

        assertThat(receiveHeartbeat("b", READY, "catalog")).isEqualTo(MembershipChange.RECOVERED);

        assertThat(directory.isSuspect("b")).isFalse();
        assertThat(ids("catalog")).containsExactly("b");
        assertThat(advanceTime(700).suspected()).isEmpty();
    }

    @Test
    void expireSilentNodes_withOneSilentNode_suspectsOnlyThatNode() {
        receiveHeartbeat("b", READY, "catalog");
        receiveHeartbeat("c", READY, "catalog");
        advanceTime(500);
        receiveHeartbeat("c", READY, "catalog");

        assertThat(advanceTime(300).suspected()).containsExactly("b");
        assertThat(ids("catalog")).containsExactly("c");
    }

    @Test
    void isLate_afterOneMissedHeartbeat_returnsTrueWhileNodeStaysAvailable() {
        receiveHeartbeat("b", READY, "catalog");
        advanceTime(300);
        assertThat(directory.isLate("b", now)).isFalse();

        advanceTime(50);
        assertThat(directory.isLate("b", now)).isTrue();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void markUnreachable_withReadyNode_suspectsItOnceUntilHeartbeat() {
        receiveHeartbeat("b", READY, "catalog");

        assertThat(directory.markUnreachable("b")).isTrue();
        assertThat(directory.markUnreachable("b")).isFalse();

        assertThat(ids("catalog")).isEmpty();
        assertThat(receiveHeartbeat("b", READY, "catalog")).isEqualTo(MembershipChange.RECOVERED);
    }

    @Test
    void expireSilentNodes_withHighLoad_doesNotSuspectNode() {
        directory.apply(new Heartbeat("b", Set.of("catalog"), 0, READY, 1_000_000, false, Instant.EPOCH), now);

        assertThat(advanceTime(500).suspected()).isEmpty();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void expireSilentNodes_afterOneMinuteOfSilence_removesNode() {
        receiveHeartbeat("b", READY, "catalog");
        advanceTime(59_900);
        assertThat(directory.node("b")).isPresent();

        assertThat(advanceTime(200).removed()).containsExactly("b");

        assertThat(directory.node("b")).isEmpty();
        assertThat(directory.contains("b")).isFalse();
    }

    @Test
    void apply_withReadyHeartbeatAfterDraining_keepsNodeDraining() {
        receiveHeartbeat("b", READY, "catalog");
        receiveHeartbeat("b", DRAINING, "catalog");

        receiveHeartbeat("b", READY, "catalog");

        assertThat(ids("catalog")).isEmpty();
        assertThat(directory.node("b")).get().extracting(Member::state).isEqualTo(DRAINING);
    }

    @Test
    void apply_withLeftHeartbeat_removesNodePermanently() {
        receiveHeartbeat("b", READY, "catalog");

        assertThat(receiveHeartbeat("b", LEFT, "catalog")).isEqualTo(MembershipChange.LEFT);
        assertThat(directory.node("b")).isEmpty();

        assertThat(receiveHeartbeat("b", READY, "catalog")).isEqualTo(MembershipChange.NONE);
        assertThat(directory.node("b")).isEmpty();
    }

    @Test
    void expireSilentNodes_afterOwnPause_suspectsNobody() {
        receiveHeartbeat("b", READY, "catalog");
        advanceTime(50);

        now += 30_000;
        assertThat(directory.expireSilentNodes(now).suspected()).isEmpty();
        assertThat(ids("catalog")).containsExactly("b");
    }

    @Test
    void expireSilentNodes_withSilenceAfterOwnPause_suspectsNode() {
        receiveHeartbeat("b", READY, "catalog");
        advanceTime(50);
        now += 30_000;
        directory.expireSilentNodes(now);

        assertThat(advanceTime(750).suspected()).containsExactly("b");
    }

    @Test
    void apply_withAddedService_makesNodeAvailableForIt() {
        receiveHeartbeat("b", READY, "catalog");
        receiveHeartbeat("b", READY, "catalog", "users");

        assertThat(ids("users")).containsExactly("b");
    }

    @Test
    void apply_withServicesOfOlderRevision_keepsNewerOnes() {
        receiveServices("b", 1, "catalog", "users");
        receiveServices("b", 2, "users");

        receiveServices("b", 1, "catalog", "users");

        assertThat(ids("catalog")).isEmpty();
        assertThat(ids("users")).containsExactly("b");
        assertThat(directory.isAvailable("b", "catalog")).isFalse();
        assertThat(directory.isAvailable("b", "users")).isTrue();

        receiveServices("b", 3, "catalog");
        assertThat(ids("catalog")).containsExactly("b");
        assertThat(ids("users")).isEmpty();
    }

    private void receiveServices(String id, long revision, String... services) {
        directory.apply(new Heartbeat(id, Set.of(services), revision, READY, 0, false, Instant.EPOCH), now);
    }

    private MembershipChange receiveHeartbeat(String id, NodeState state, String... services) {
        return directory.apply(new Heartbeat(id, Set.of(services), 0, state, 0, false, Instant.EPOCH), now);
    }

    /** Advances the time with the checks of a running process; returns all nodes that they found. */
    private Directory.ExpiredNodes advanceTime(long millis) {
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
