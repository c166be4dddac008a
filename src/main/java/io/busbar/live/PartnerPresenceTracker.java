package io.busbar.live;

import io.busbar.bus.Push;
import io.busbar.bus.json.Json;
import io.busbar.data.OnlineUsers;
import io.busbar.services.presence.PresenceOperations;
import io.busbar.services.presence.PresenceOperations.Partner;
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
 * What this node knows of the partners of those who are here, and tells them. Nobody is told of anybody else. Runs on the context of
 * {@link PresenceTracker}.
 */
final class PartnerPresenceTracker {
    /** A new booking is noticed by its push; this is for what ends by the passing of time, or was not noticed. */
    private static final long PARTNER_REFRESH_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** So many are looked at together; the others are next. As many as 15,000 are all looked at before anybody's word is out of date. */
    private static final int CHECK_BATCH_SIZE = 5_000;

    private final PresenceTracker presenceTracker;
    private final OnlineUsers online;
    private final PartnerLookup partnerLookup;
    private final Map<UUID, WatchingUser> watchingUsers = new HashMap<>();

    /** Who was looked at longest ago is first. */
    private final SequencedMap<UUID, WatchedPartner> watchedPartners = new LinkedHashMap<>();

    private final Set<UUID> toRefresh = new LinkedHashSet<>();
    private boolean refreshing;

    /** When Redis was last asked and answered. */
    private long lastRedisReply = System.nanoTime();

    /** Somebody who is here. */
    private static final class WatchingUser {
        private Set<UUID> partners = Set.of();
        private long readAt = System.nanoTime();
    }

    /** A partner of theirs. */
    private static final class WatchedPartner {
        private final Set<UUID> watcherIds = new HashSet<>();
        private boolean online;

        /** When somebody told of a change: what was looked up before is out of date. */
        private long changedAt = System.nanoTime();

        /** When they were last known to be online. */
        private long seenOnlineAt = changedAt;
    }

    PartnerPresenceTracker(PresenceTracker presenceTracker, OnlineUsers online, PartnerLookup partnerLookup) {
        this.presenceTracker = presenceTracker;
        this.online = online;
        this.partnerLookup = partnerLookup;
    }

    /** Somebody is here: they are told who of their partners is online, and then of each who comes or goes. */
    void add(UUID user) {
        watchingUsers.put(user, new WatchingUser());
        refreshPartners(user);
    }

    void remove(UUID user) {
        WatchingUser gone = watchingUsers.remove(user);
        if (gone != null) {
            gone.partners.forEach(partner -> removePartner(user, partner));
        }
    }

    void refreshPartners(UUID user) {
        if (watchingUsers.containsKey(user)) {
            toRefresh.add(user);
            readPartners();
        }
    }

    void sendOnlinePartners(StreamCursor streamCursor) {
        partnersOf(streamCursor).stream()
                .filter(partner -> isOnline(partner))
                .forEach(partner -> streamCursor.deliverTransient(presencePush(partner, true)));
    }

    void sendAllPartners(StreamCursor streamCursor) {
        partnersOf(streamCursor)
                .forEach(partner -> streamCursor.deliverTransient(presencePush(partner, isOnline(partner))));
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

    /** Looks at people in turn, for what nobody told of: a node that was killed, a word that got lost. */
    Future<?> checkPresence() {
        long now = System.nanoTime();
        watchingUsers.forEach((user, watchingUser) -> {
            if (now - watchingUser.readAt > PARTNER_REFRESH_INTERVAL_NANOS) {
                toRefresh.add(user);
            }
        });
        readPartners();
        return checkPresence(rotate(watchedPartners, CHECK_BATCH_SIZE));
    }

    /** The first ones, which are then the last. */
    static <K, V> List<K> rotate(SequencedMap<K, V> all, int max) {
        List<Map.Entry<K, V>> next = all.entrySet().stream()
                .limit(max)
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .toList();
        next.forEach(each -> all.putLast(each.getKey(), each.getValue()));
        return next.stream().map(each -> each.getKey()).toList();
    }

    private Future<?> checkPresence(Collection<UUID> users) {
        long startedAt = System.nanoTime();
        Future<Map<UUID, Instant>> onlineSince = online.onlineSince(users);
        presenceTracker.continueOnContext(onlineSince, since -> {
            if (since.succeeded() && !users.isEmpty() && startedAt - lastRedisReply > 0) {
                lastRedisReply = startedAt;
            }
            for (UUID user : users) {
                WatchedPartner partner = watchedPartners.get(user);
                if (partner != null && partner.changedAt - startedAt <= 0) {
                    boolean isOnline = since.succeeded() && since.result().containsKey(user);
                    if (isOnline || presenceTracker.isOnThisNode(user)) {
                        partner.seenOnlineAt = startedAt;
                        setOnline(user, partner, true);
                    } else if (since.succeeded() || isStale(partner, startedAt)) {
                        setOnline(user, partner, false);
                    }
                }
            }
        });
        return onlineSince;
    }

    /** Whether too much time has gone by without an answer, of Redis at all: whose turn comes seldom is not offline for that. */
    private boolean isStale(WatchedPartner partner, long now) {
        return Math.min(now - partner.seenOnlineAt, now - lastRedisReply) > OnlineUsers.LIFETIME.toNanos();
    }

    /** A number of people at once. Who could not be read is, a little later. */
    private void readPartners() {
        if (refreshing || toRefresh.isEmpty()) {
            return;
        }
        refreshing = true;
        List<UUID> batch = toRefresh.stream().limit(PartnerLookup.MAX_USERS).toList();
        batch.forEach(toRefresh::remove);
        presenceTracker.continueOnContext(partnerLookup.partnersOf(batch), found -> {
            refreshing = false;
            List<UUID> unknown = new ArrayList<>();
            if (found.succeeded()) {
                batch.forEach(user -> updatePartners(user, found.result().getOrDefault(user, Set.of()), unknown));
                checkPresence(unknown);
                readPartners();
            } else {
                batch.stream().filter(watchingUsers::containsKey).forEach(toRefresh::add);
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
        watchingUser.readAt = System.nanoTime();
        for (UUID partner : now) {
            if (!before.contains(partner)) {
                WatchedPartner known = watchedPartners.computeIfAbsent(partner, first -> {
                    unknown.add(partner);
                    return new WatchedPartner();
                });
                known.watcherIds.add(user);
                if (known.online) {
                    notifyUser(user, partner, true);
                }
            }
        }
        for (UUID partner : before) {
            if (!now.contains(partner) && removePartner(user, partner)) {
                notifyUser(user, partner, false);
            }
        }
    }

    /** Whether the partner was online. */
    private boolean removePartner(UUID user, UUID partner) {
        WatchedPartner known = watchedPartners.get(partner);
        if (known == null || !known.watcherIds.remove(user)) {
            return false;
        }
        if (known.watcherIds.isEmpty()) {
            watchedPartners.remove(partner);
        }
        return known.online;
    }

    private void setOnline(UUID user, WatchedPartner partner, boolean nowOnline) {
        if (partner.online != nowOnline) {
            partner.online = nowOnline;
            partner.watcherIds.forEach(watcher -> notifyUser(watcher, user, nowOnline));
        }
    }

    private void notifyUser(UUID watcher, UUID partner, boolean nowOnline) {
        PushMessage pushMessage = presencePush(partner, nowOnline);
        presenceTracker.cursors(watcher).forEach(streamCursor -> streamCursor.deliverTransient(pushMessage));
    }

    private Set<UUID> partnersOf(StreamCursor streamCursor) {
        WatchingUser watchingUser = watchingUsers.get(streamCursor.user());
        return watchingUser == null ? Set.of() : watchingUser.partners;
    }

    private boolean isOnline(UUID partner) {
        WatchedPartner known = watchedPartners.get(partner);
        return known != null && known.online;
    }

    private static PushMessage presencePush(UUID partner, boolean nowOnline) {
        Push<Partner> push = nowOnline ? PresenceOperations.ONLINE : PresenceOperations.OFFLINE;
        return new PushMessage(null, push.type(), Instant.now(), Json.string(new Partner(partner)));
    }
}
