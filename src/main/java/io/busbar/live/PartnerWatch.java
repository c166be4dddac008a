package io.busbar.live;

import io.busbar.bus.Push;
import io.busbar.bus.json.Json;
import io.busbar.data.OnlineUsers;
import io.busbar.presence.PresenceOperations;
import io.busbar.presence.PresenceOperations.Partner;
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
 * {@link Presence}.
 */
final class PartnerWatch {
    /** A new booking is noticed by its push; this is for what ends by the passing of time, or was not noticed. */
    private static final long READ_AGAIN = TimeUnit.MINUTES.toNanos(1);

    /** So many are looked at together; the others are next. As many as 15,000 are all looked at before anybody's word is out of date. */
    private static final int LOOKED_AT_ONCE = 5_000;

    private final Presence presence;
    private final OnlineUsers online;
    private final Partners partners;
    private final Map<UUID, Watcher> watchers = new HashMap<>();

    /** Who was looked at longest ago is first. */
    private final SequencedMap<UUID, Watched> watched = new LinkedHashMap<>();

    private final Set<UUID> unread = new LinkedHashSet<>();
    private boolean reading;

    /** When Redis was last asked and answered. */
    private long answered = System.nanoTime();

    /** Somebody who is here. */
    private static final class Watcher {
        private Set<UUID> partners = Set.of();
        private long read = System.nanoTime();
    }

    /** A partner of theirs. */
    private static final class Watched {
        private final Set<UUID> by = new HashSet<>();
        private boolean online;

        /** When somebody told of a change: what was looked up before is out of date. */
        private long told = System.nanoTime();

        /** When they were last known to be online. */
        private long seen = told;
    }

    PartnerWatch(Presence presence, OnlineUsers online, Partners partners) {
        this.presence = presence;
        this.online = online;
        this.partners = partners;
    }

    /** Somebody is here: they are told who of their partners is online, and then of each who comes or goes. */
    void add(UUID user) {
        watchers.put(user, new Watcher());
        readAgain(user);
    }

    void remove(UUID user) {
        Watcher gone = watchers.remove(user);
        if (gone != null) {
            gone.partners.forEach(partner -> unwatch(user, partner));
        }
    }

    void readAgain(UUID user) {
        if (watchers.containsKey(user)) {
            unread.add(user);
            read();
        }
    }

    void tellOnline(Follower follower) {
        partnersOf(follower).stream()
                .filter(partner -> isOnline(partner))
                .forEach(partner -> follower.tell(pushed(partner, true)));
    }

    void tellAll(Follower follower) {
        partnersOf(follower).forEach(partner -> follower.tell(pushed(partner, isOnline(partner))));
    }

    void came(UUID user) {
        Watched partner = watched.get(user);
        if (partner != null) {
            partner.told = System.nanoTime();
            partner.seen = partner.told;
            turn(user, partner, true);
        }
    }

    void went(UUID user) {
        Watched partner = watched.get(user);
        if (partner != null && !presence.isHere(user)) {
            partner.told = System.nanoTime();
            turn(user, partner, false);
        }
    }

    /** Looks at people in turn, for what nobody told of: a node that was killed, a word that got lost. */
    Future<?> look() {
        long now = System.nanoTime();
        watchers.forEach((user, watcher) -> {
            if (now - watcher.read > READ_AGAIN) {
                unread.add(user);
            }
        });
        read();
        return look(nextInTurn(watched, LOOKED_AT_ONCE));
    }

    /** The first ones, which are then the last. */
    static <K, V> List<K> nextInTurn(SequencedMap<K, V> all, int most) {
        List<Map.Entry<K, V>> next = all.entrySet().stream()
                .limit(most)
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .toList();
        next.forEach(each -> all.putLast(each.getKey(), each.getValue()));
        return next.stream().map(each -> each.getKey()).toList();
    }

    private Future<?> look(Collection<UUID> users) {
        long begun = System.nanoTime();
        Future<Map<UUID, Instant>> looked = online.since(users);
        presence.then(looked, since -> {
            if (since.succeeded() && !users.isEmpty() && begun - answered > 0) {
                answered = begun;
            }
            for (UUID user : users) {
                Watched partner = watched.get(user);
                if (partner != null && partner.told - begun <= 0) {
                    boolean there = since.succeeded() && since.result().containsKey(user);
                    if (there || presence.isHere(user)) {
                        partner.seen = begun;
                        turn(user, partner, true);
                    } else if (since.succeeded() || isUnheardOf(partner, begun)) {
                        turn(user, partner, false);
                    }
                }
            }
        });
        return looked;
    }

    /** Whether too much time has gone by without an answer, of Redis at all: whose turn comes seldom is not offline for that. */
    private boolean isUnheardOf(Watched partner, long now) {
        return Math.min(now - partner.seen, now - answered) > OnlineUsers.LIFETIME.toNanos();
    }

    /** A number of people at once. Who could not be read is, a little later. */
    private void read() {
        if (reading || unread.isEmpty()) {
            return;
        }
        reading = true;
        List<UUID> some = unread.stream().limit(Partners.AT_ONCE).toList();
        some.forEach(unread::remove);
        presence.then(partners.of(some), found -> {
            reading = false;
            List<UUID> unknown = new ArrayList<>();
            if (found.succeeded()) {
                some.forEach(user -> watch(user, found.result().getOrDefault(user, Set.of()), unknown));
                look(unknown);
                read();
            } else {
                some.stream().filter(watchers::containsKey).forEach(unread::add);
            }
        });
    }

    private void watch(UUID user, Set<UUID> now, List<UUID> unknown) {
        Watcher watcher = watchers.get(user);
        if (watcher == null) {
            return;
        }
        Set<UUID> before = watcher.partners;
        watcher.partners = now;
        watcher.read = System.nanoTime();
        for (UUID partner : now) {
            if (!before.contains(partner)) {
                Watched known = watched.computeIfAbsent(partner, first -> {
                    unknown.add(partner);
                    return new Watched();
                });
                known.by.add(user);
                if (known.online) {
                    tell(user, partner, true);
                }
            }
        }
        for (UUID partner : before) {
            if (!now.contains(partner) && unwatch(user, partner)) {
                tell(user, partner, false);
            }
        }
    }

    /** Whether the partner was online. */
    private boolean unwatch(UUID user, UUID partner) {
        Watched known = watched.get(partner);
        if (known == null || !known.by.remove(user)) {
            return false;
        }
        if (known.by.isEmpty()) {
            watched.remove(partner);
        }
        return known.online;
    }

    private void turn(UUID user, Watched partner, boolean now) {
        if (partner.online != now) {
            partner.online = now;
            partner.by.forEach(watcher -> tell(watcher, user, now));
        }
    }

    private void tell(UUID watcher, UUID partner, boolean now) {
        Pushed pushed = pushed(partner, now);
        presence.followers(watcher).forEach(follower -> follower.tell(pushed));
    }

    private Set<UUID> partnersOf(Follower follower) {
        Watcher watcher = watchers.get(follower.user());
        return watcher == null ? Set.of() : watcher.partners;
    }

    private boolean isOnline(UUID partner) {
        Watched known = watched.get(partner);
        return known != null && known.online;
    }

    private static Pushed pushed(UUID partner, boolean now) {
        Push<Partner> push = now ? PresenceOperations.ONLINE : PresenceOperations.OFFLINE;
        return new Pushed(null, push.type(), Instant.now(), Json.string(new Partner(partner)));
    }
}
