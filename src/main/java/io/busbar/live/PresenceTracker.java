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
 * Tracks the users who are online on this node: those with an open stream here. Every two seconds the node renews them in Redis; a user who
 * is not renewed is offline 6.5 s later, so the users of a killed node go offline. Changes are broadcast to the other nodes at once; a node
 * that misses the broadcast finds the change at its next check, within two seconds. Without Redis, each node sees only its own users.
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
    private final OnlineUsers onlineUsers;
    private final ClusterBroadcast clusterBroadcast;
    private final PresencePolicy presencePolicy;
    private final PartnerPresenceTracker partnerTracker;
    private final Map<UUID, Set<StreamCursor>> cursorsByUser = new HashMap<>();
    private final Map<UUID, Long> graceTimers = new HashMap<>();
    private final Set<UUID> newlyOnline = new LinkedHashSet<>();
    private final Set<UUID> newlyOffline = new LinkedHashSet<>();
    private boolean refreshing;

    private PresenceTracker(Vertx vertx, String node, OnlineUsers onlineUsers, PresencePolicy presencePolicy) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.node = node;
        this.onlineUsers = onlineUsers;
        this.clusterBroadcast = new ClusterBroadcast(vertx, "presence", this::onBroadcast);
        this.presencePolicy = presencePolicy;
        this.partnerTracker = new PartnerPresenceTracker(this, onlineUsers, presencePolicy);
    }

    /** Starts presence on this node, until Vert.x closes. */
    public static Future<PresenceTracker> open(
            Vertx vertx, String node, OnlineUsers onlineUsers, PresencePolicy presencePolicy) {
        PresenceTracker presenceTracker = new PresenceTracker(vertx, node, onlineUsers, presencePolicy);
        presenceTracker.context.runOnContext(
                start -> vertx.setPeriodic(REFRESH_INTERVAL_MILLIS, tick -> presenceTracker.refresh()));
        return presenceTracker.clusterBroadcast.open().map(presenceTracker);
    }

    void onStreamOpened(StreamCursor streamCursor) {
        context.runOnContext(run -> {
            UUID user = streamCursor.user();
            boolean wasOnline = cursorsByUser.containsKey(user);
            cancelGraceTimer(user);
            cursorsByUser.computeIfAbsent(user, first -> new LinkedHashSet<>()).add(streamCursor);
            if (wasOnline) {
                partnerTracker.sendOnlinePartners(streamCursor);
            } else {
                newlyOnline.add(user);
                scheduleFlush();
                partnerTracker.add(user);
            }
        });
    }

    void onStreamClosed(StreamCursor streamCursor) {
        context.runOnContext(run -> {
            Set<StreamCursor> rest = cursorsByUser.getOrDefault(streamCursor.user(), Set.of());
            if (rest.remove(streamCursor) && rest.isEmpty()) {
                UUID user = streamCursor.user();
                graceTimers.put(user, vertx.setTimer(OFFLINE_GRACE_MILLIS, later -> goOffline(user)));
            }
        });
    }

    /** Sends a stream the status of every partner again, because it has missed changes. */
    void resendPresence(StreamCursor streamCursor) {
        context.runOnContext(run -> partnerTracker.sendAllPartners(streamCursor));
    }

    /** Reads a user's partners again if a push of this type says that they may have changed. */
    void onPush(UUID user, String pushType) {
        if (presencePolicy.mayChangePartners(pushType)) {
            context.runOnContext(run -> partnerTracker.refreshPartners(user));
        }
    }

    boolean isOnThisNode(UUID user) {
        return cursorsByUser.containsKey(user);
    }

    Collection<StreamCursor> cursorsOf(UUID user) {
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
        newlyOffline.add(user);
        scheduleFlush();
    }

    private void scheduleFlush() {
        if (newlyOnline.size() + newlyOffline.size() == 1) {
            vertx.setTimer(FLUSH_DELAY_MILLIS, later -> flush());
        }
    }

    private void flush() {
        newlyOffline.removeAll(cursorsByUser.keySet());
        List<UUID> nowOffline = List.copyOf(newlyOffline);
        List<UUID> nowOnline = List.copyOf(newlyOnline);
        newlyOffline.clear();
        newlyOnline.clear();
        publishOffline(nowOffline);
        publishOnline(nowOnline);
    }

    /**
     * Publishes who went offline. Without Redis only this node's users are known, so everyone counts as offline on this node and nothing is
     * broadcast.
     */
    private void publishOffline(List<UUID> nowOffline) {
        continueOnContext(onlineUsers.markOffline(node, nowOffline), result -> {
            if (result.failed()) {
                nowOffline.forEach(partnerTracker::onUserOffline);
                return;
            }
            List<UUID> offline = result.result();
            offline.forEach(partnerTracker::onUserOffline);
            offline.stream()
                    .filter(user -> !isOnThisNode(user))
                    .forEach(user -> clusterBroadcast.broadcast(OFFLINE_PREFIX + user));
        });
    }

    private void publishOnline(List<UUID> nowOnline) {
        nowOnline.forEach(partnerTracker::onUserOnline);
        markOnline(nowOnline);
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
        return onlineUsers
                .markOnline(node, users)
                .onSuccess(nowOnline -> nowOnline.forEach(user -> clusterBroadcast.broadcast(ONLINE_PREFIX + user)));
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
