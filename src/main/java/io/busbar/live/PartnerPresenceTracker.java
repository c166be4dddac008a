package io.busbar.live;

import io.busbar.data.OnlineUsers;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tracks the presence of the partners of this node's online users and pushes changes to them. Users get the presence of their
 * partners only. All methods run on the context of {@link PresenceTracker}.
 */
final class PartnerPresenceTracker {
    /**
     * How often partners are read again. New partners are noticed through a push; this covers missed pushes, and partnerships that have
     * lapsed with time.
     */
    private static final long PARTNER_REFRESH_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * The number of partners checked at a time. With a check every two seconds, each of up to 15,000 partners is checked again before its
     * last known status becomes stale.
     */
    private static final int CHECK_BATCH_SIZE = 5_000;

    private final PresenceTracker presenceTracker;
    private final OnlineUsers onlineUsers;
    private final PresencePolicy presencePolicy;
    private final Map<UUID, WatchingUser> watchingUsers = new HashMap<>();

    /** The partner that was checked longest ago is first. */
    private final SequencedMap<UUID, WatchedPartner> watchedPartners = new LinkedHashMap<>();

    private final Set<UUID> usersToRefresh = new LinkedHashSet<>();
    private boolean refreshing;

    /** The time at which the newest request that Redis has answered was sent. */
    private long lastAnsweredRequestAt = System.nanoTime();

    /** A user who is online on this node. */
    private static final class WatchingUser {
        private Set<UUID> partners = Set.of();
        private long partnersReadAt = System.nanoTime();
    }

    /** A partner of at least one user who is online on this node. */
    private static final class WatchedPartner {
        private final Set<UUID> watcherIds = new HashSet<>();
        private boolean online;

        /** Time of the last reported change: results of earlier lookups are out of date. */
        private long changedAt = System.nanoTime();

        /** Time at which the partner was last known to be online. */
        private long seenOnlineAt = changedAt;
    }

    PartnerPresenceTracker(PresenceTracker presenceTracker, OnlineUsers onlineUsers, PresencePolicy presencePolicy) {
        this.presenceTracker = presenceTracker;
        this.onlineUsers = onlineUsers;
        this.presencePolicy = presencePolicy;
    }

    /** Adds a user who came online: they get their online partners, and then every change. */
    void add(UUID user) {
        watchingUsers.put(user, new WatchingUser());
        refreshPartners(user);
    }

    void remove(UUID user) {
        WatchingUser removed = watchingUsers.remove(user);
        if (removed != null) {
            removed.partners.forEach(partner -> removePartner(user, partner));
        }
    }

    void refreshPartners(UUID user) {
        if (watchingUsers.containsKey(user)) {
            usersToRefresh.add(user);
            refreshNextBatch();
        }
    }

    /** Sends the partners who are online to a new stream, which takes all others to be offline. */
    void sendOnlinePartners(StreamCursor streamCursor) {
        partnersOf(streamCursor).stream()
                .filter(partner -> isOnline(partner))
                .forEach(partner -> streamCursor.deliverTransient(presencePolicy.push(partner, true)));
    }

    /** Sends the status of all partners to a stream that has missed changes: it may take partners to be online who no longer are. */
    void sendAllPartners(StreamCursor streamCursor) {
        partnersOf(streamCursor)
                .forEach(partner -> streamCursor.deliverTransient(presencePolicy.push(partner, isOnline(partner))));
    }

    void onUserOnline(UUID user) {
        WatchedPartner partner = watchedPartners.get(user);
        if (partner != null) {
            partner.changedAt = System.nanoTime();
            partner.seenOnlineAt = partner.changedAt;
            setOnline(user, partner, true);
        }
    }

    void onUserOffline(UUID user) {
        WatchedPartner partner = watchedPartners.get(user);
        if (partner != null && !presenceTracker.isOnThisNode(user)) {
            partner.changedAt = System.nanoTime();
            setOnline(user, partner, false);
        }
    }

    /** Checks the partners in turn, to find changes that no node reported: a node was killed, or a broadcast was lost. */
    Future<?> checkPresence() {
        long now = System.nanoTime();
        watchingUsers.forEach((user, watchingUser) -> {
            if (now - watchingUser.partnersReadAt > PARTNER_REFRESH_INTERVAL_NANOS) {
                usersToRefresh.add(user);
            }
        });
        refreshNextBatch();
        return lookUpPresence(rotate(watchedPartners, CHECK_BATCH_SIZE));
    }

    /** Moves the first entries to the end and returns their keys. */
    static <K, V> List<K> rotate(SequencedMap<K, V> all, int max) {
        List<Map.Entry<K, V>> next = all.entrySet().stream()
                .limit(max)
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .toList();
        next.forEach(each -> all.putLast(each.getKey(), each.getValue()));
        return next.stream().map(each -> each.getKey()).toList();
    }

    private Future<?> lookUpPresence(Collection<UUID> partners) {
        long startedAt = System.nanoTime();
        Future<Map<UUID, Instant>> lookup = onlineUsers.onlineSince(partners);
        presenceTracker.continueOnContext(lookup, result -> {
            if (result.succeeded() && !partners.isEmpty() && startedAt - lastAnsweredRequestAt > 0) {
                lastAnsweredRequestAt = startedAt;
            }
            partners.forEach(partner -> applyLookup(partner, result, startedAt));
        });
        return lookup;
    }

    private void applyLookup(UUID partnerId, AsyncResult<Map<UUID, Instant>> result, long startedAt) {
        WatchedPartner partner = watchedPartners.get(partnerId);
        if (partner == null || partner.changedAt - startedAt > 0) {
            return;
        }
        boolean onAnyNode = result.succeeded() && result.result().containsKey(partnerId);
        if (onAnyNode || presenceTracker.isOnThisNode(partnerId)) {
            partner.seenOnlineAt = startedAt;
            setOnline(partnerId, partner, true);
        } else if (result.succeeded() || isStale(partner, startedAt)) {
            setOnline(partnerId, partner, false);
        }
    }

    /**
     * Returns whether the last known status is stale: the last sighting of the partner and the last answer of Redis are both older than
     * {@link OnlineUsers#LIFETIME}. While Redis answers, a partner is not stale merely because its turn has not come.
     */
    private boolean isStale(WatchedPartner partner, long now) {
        return Math.min(now - partner.seenOnlineAt, now - lastAnsweredRequestAt) > OnlineUsers.LIFETIME.toNanos();
    }

    /** Reads the partners of a batch of users; a failed batch is read again later. */
    private void refreshNextBatch() {
        if (refreshing || usersToRefresh.isEmpty()) {
            return;
        }
        refreshing = true;
        List<UUID> batch = usersToRefresh.stream()
                .limit(presencePolicy.maxUsersPerLookup())
                .toList();
        batch.forEach(usersToRefresh::remove);
        presenceTracker.continueOnContext(presencePolicy.partnersOf(batch), found -> {
            refreshing = false;
            List<UUID> unknown = new ArrayList<>();
            if (found.succeeded()) {
                batch.forEach(user -> updatePartners(user, found.result().getOrDefault(user, Set.of()), unknown));
                lookUpPresence(unknown);
                refreshNextBatch();
            } else {
                batch.stream().filter(watchingUsers::containsKey).forEach(usersToRefresh::add);
            }
        });
    }

    private void updatePartners(UUID user, Set<UUID> now, List<UUID> unknown) {
        WatchingUser watchingUser = watchingUsers.get(user);
        if (watchingUser == null) {
            return;
        }
        Set<UUID> before = watchingUser.partners;
        watchingUser.partners = now;
        watchingUser.partnersReadAt = System.nanoTime();
        now.stream()
                .filter(partner -> !before.contains(partner))
                .forEach(partner -> addPartner(user, partner, unknown));
        before.stream()
                .filter(partner -> !now.contains(partner))
                .filter(partner -> removePartner(user, partner))
                .forEach(partner -> notifyUser(user, partner, false));
    }

    /** Adds a partner of a user; a partner that was not tracked before is also added to {@code unknown}. */
    private void addPartner(UUID user, UUID partner, List<UUID> unknown) {
        WatchedPartner watched = watchedPartners.computeIfAbsent(partner, first -> {
            unknown.add(partner);
            return new WatchedPartner();
        });
        watched.watcherIds.add(user);
        if (watched.online) {
            notifyUser(user, partner, true);
        }
    }

    /** Removes a partner of a user; returns whether the partner was online. */
    private boolean removePartner(UUID user, UUID partner) {
        WatchedPartner watched = watchedPartners.get(partner);
        if (watched == null || !watched.watcherIds.remove(user)) {
            return false;
        }
        if (watched.watcherIds.isEmpty()) {
            watchedPartners.remove(partner);
        }
        return watched.online;
    }

    private void setOnline(UUID partnerId, WatchedPartner partner, boolean nowOnline) {
        if (partner.online != nowOnline) {
            partner.online = nowOnline;
            partner.watcherIds.forEach(watcher -> notifyUser(watcher, partnerId, nowOnline));
        }
    }

    private void notifyUser(UUID watcher, UUID partner, boolean nowOnline) {
        PushMessage pushMessage = presencePolicy.push(partner, nowOnline);
        presenceTracker.cursorsOf(watcher).forEach(streamCursor -> streamCursor.deliverTransient(pushMessage));
    }

    private Set<UUID> partnersOf(StreamCursor streamCursor) {
        WatchingUser watchingUser = watchingUsers.get(streamCursor.user());
        return watchingUser == null ? Set.of() : watchingUser.partners;
    }

    private boolean isOnline(UUID partner) {
        WatchedPartner watched = watchedPartners.get(partner);
        return watched != null && watched.online;
    }
}
