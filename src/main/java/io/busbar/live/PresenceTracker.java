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
 * The users who are online on this node: those with an open stream here. Every two seconds the node renews them in Redis; a user who is not
 * renewed is offline 6.5 s later, so the users of a killed node go offline. Changes are broadcast to the other nodes at once; a node that
 * misses the broadcast finds the change at its next check, within two seconds. Without Redis, each node sees only its own users.
 *
 * <p>All state belongs to one context; all methods run on it.
 */
public final class PresenceTracker {
    private static final long REFRESH_INTERVAL_MILLIS = 2_000;

    /** A user who reconnects within this time has not been offline. */
    private static final long OFFLINE_GRACE_MILLIS = 3_000;

    /** Changes within this time are reported together. */
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

    /** Starts presence on this node, until Vert.x closes. */
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
            boolean wasOnline = cursorsByUser.containsKey(user);
            cancelGraceTimer(user);
            cursorsByUser.computeIfAbsent(user, first -> new LinkedHashSet<>()).add(streamCursor);
            if (wasOnline) {
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

    /** Sends a stream the status of every partner again, because it has missed changes. */
    void resend(StreamCursor streamCursor) {
        context.runOnContext(run -> partnerTracker.sendAllPartners(streamCursor));
    }

    /** Reads a user's partners again, because they may have changed. */
    void partnersChanged(UUID user) {
        context.runOnContext(run -> partnerTracker.refreshPartners(user));
    }

    boolean isOnThisNode(UUID user) {
        return cursorsByUser.containsKey(user);
    }

    Collection<StreamCursor> cursors(UUID user) {
        return cursorsByUser.getOrDefault(user, Set.of());
    }

    /** Continues on this context when the future has completed or failed. */
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
        flushDepartures(departed);
        flushArrivals(arrived);
    }

    /** Without Redis only this node's users are known, so every departure counts on this node and none is broadcast. */
    private void flushDepartures(List<UUID> departed) {
        continueOnContext(online.markOffline(node, departed), result -> {
            if (result.failed()) {
                departed.forEach(partnerTracker::onUserOffline);
                return;
            }
            List<UUID> offline = result.result();
            offline.forEach(partnerTracker::onUserOffline);
            offline.stream()
                    .filter(user -> !isOnThisNode(user))
                    .forEach(user -> clusterBroadcast.broadcast(OFFLINE_PREFIX + user));
        });
    }

    private void flushArrivals(List<UUID> arrived) {
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
                .onSuccess(arrived -> arrived.forEach(user -> clusterBroadcast.broadcast(ONLINE_PREFIX + user)));
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
