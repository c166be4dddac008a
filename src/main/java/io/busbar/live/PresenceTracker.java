package io.busbar.live;

import io.busbar.bus.rpc.ClusterBroadcast;
import io.busbar.data.OnlineUsers;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Who is online on this node, which is who has a follower here. Every two seconds it says so to Redis, for itself; who is not said again
 * is offline 6.5 s later, so that a node that is killed takes its people with it. That somebody came or went is told to the other nodes
 * at once; who did not hear of it sees it when they look, every two seconds too. Without Redis, presence stays on the node.
 *
 * <p>All state is of one context, and everything here runs there.
 */
public final class PresenceTracker {
    private static final long REFRESH_INTERVAL_MILLIS = 2_000;

    /** A socket that is back by then has never been away. */
    private static final long OFFLINE_GRACE_MILLIS = 3_000;

    /** Who comes and goes in this time is told of together. */
    private static final long FLUSH_DELAY_MILLIS = 20;

    private static final String ONLINE_PREFIX = "+";
    private static final String OFFLINE_PREFIX = "-";

    private final Vertx vertx;
    private final Context context;
    private final String node;
    private final OnlineUsers online;
    private final ClusterBroadcast clusterBroadcast;
    private final PartnerPresenceTracker partnerTracker;
    private final Map<UUID, Set<StreamCursor>> cursorsByUser = new HashMap<>();
    private final Map<UUID, Long> graceTimers = new HashMap<>();
    private final Set<UUID> arrivals = new LinkedHashSet<>();
    private final Set<UUID> departures = new LinkedHashSet<>();
    private boolean refreshing;

    private PresenceTracker(Vertx vertx, String node, OnlineUsers online, PartnerLookup partnerLookup) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.node = node;
        this.online = online;
        this.clusterBroadcast = new ClusterBroadcast(vertx, "presence", this::onBroadcast);
        this.partnerTracker = new PartnerPresenceTracker(this, online, partnerLookup);
    }

    /** Opens presence on this node, for as long as Vert.x is open. */
    public static Future<PresenceTracker> open(
            Vertx vertx, String node, OnlineUsers online, PartnerLookup partnerLookup) {
        PresenceTracker presenceTracker = new PresenceTracker(vertx, node, online, partnerLookup);
        presenceTracker.context.runOnContext(
                start -> vertx.setPeriodic(REFRESH_INTERVAL_MILLIS, tick -> presenceTracker.refresh()));
        return presenceTracker.clusterBroadcast.open().map(presenceTracker);
    }

    void onOpened(StreamCursor streamCursor) {
        context.runOnContext(run -> {
            UUID user = streamCursor.user();
            boolean present = cursorsByUser.containsKey(user);
            cancelGraceTimer(user);
            cursorsByUser.computeIfAbsent(user, first -> new LinkedHashSet<>()).add(streamCursor);
            if (present) {
                partnerTracker.sendOnlinePartners(streamCursor);
            } else {
                arrivals.add(user);
                scheduleFlush();
                partnerTracker.add(user);
            }
        });
    }

    void onClosed(StreamCursor streamCursor) {
        context.runOnContext(run -> {
            Set<StreamCursor> rest = cursorsByUser.getOrDefault(streamCursor.user(), Set.of());
            if (rest.remove(streamCursor) && rest.isEmpty()) {
                UUID user = streamCursor.user();
                graceTimers.put(user, vertx.setTimer(OFFLINE_GRACE_MILLIS, later -> goOffline(user)));
            }
        });
    }

    /** Tells a follower anew how each partner is, for it has missed something. */
    void resend(StreamCursor streamCursor) {
        context.runOnContext(run -> partnerTracker.sendAllPartners(streamCursor));
    }

    /** Somebody's partners may be others than before. */
    void partnersChanged(UUID user) {
        context.runOnContext(run -> partnerTracker.refreshPartners(user));
    }

    boolean isOnThisNode(UUID user) {
        return cursorsByUser.containsKey(user);
    }

    Collection<StreamCursor> cursors(UUID user) {
        return cursorsByUser.getOrDefault(user, Set.of());
    }

    /** Goes on here when something is done, whatever came of it. */
    <T> void continueOnContext(Future<T> future, Consumer<AsyncResult<T>> next) {
        future.onComplete(done -> context.runOnContext(run -> next.accept(done)));
    }

    private void cancelGraceTimer(UUID user) {
        Long timer = graceTimers.remove(user);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void goOffline(UUID user) {
        graceTimers.remove(user);
        cursorsByUser.remove(user);
        partnerTracker.remove(user);
        departures.add(user);
        scheduleFlush();
    }

    private void scheduleFlush() {
        if (arrivals.size() + departures.size() == 1) {
            vertx.setTimer(FLUSH_DELAY_MILLIS, later -> flush());
        }
    }

    private void flush() {
        departures.removeAll(cursorsByUser.keySet());
        List<UUID> departed = List.copyOf(departures);
        List<UUID> arrived = List.copyOf(arrivals);
        departures.clear();
        arrivals.clear();
        continueOnContext(online.markOffline(node, departed), left -> {
            (left.succeeded() ? left.result() : departed).forEach(partnerTracker::onUserOffline);
            if (left.succeeded()) {
                left.result().stream()
                        .filter(user -> !isOnThisNode(user))
                        .forEach(user -> clusterBroadcast.broadcast(OFFLINE_PREFIX + user));
            }
        });
        arrived.forEach(partnerTracker::onUserOnline);
        markOnline(arrived);
    }

    private void refresh() {
        if (!refreshing) {
            refreshing = true;
            continueOnContext(
                    Future.join(markOnline(cursorsByUser.keySet()), partnerTracker.checkPresence()),
                    done -> refreshing = false);
        }
    }

    private Future<List<UUID>> markOnline(Collection<UUID> users) {
        return online.markOnline(node, users)
                .onSuccess(came -> came.forEach(user -> clusterBroadcast.broadcast(ONLINE_PREFIX + user)));
    }

    private void onBroadcast(String message) {
        UUID user = UUID.fromString(message.substring(1));
        context.runOnContext(run -> {
            if (message.startsWith(ONLINE_PREFIX)) {
                partnerTracker.onUserOnline(user);
            } else {
                partnerTracker.onUserOffline(user);
            }
        });
    }
}
