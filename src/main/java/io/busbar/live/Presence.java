package io.busbar.live;

import io.busbar.bus.lane.Hints;
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
public final class Presence {
    private static final long REFRESH_MILLIS = 2_000;

    /** A socket that is back by then has never been away. */
    private static final long GRACE_MILLIS = 3_000;

    /** Who comes and goes in this time is told of together. */
    private static final long GATHER_MILLIS = 20;

    private static final String CAME = "+";
    private static final String WENT = "-";

    private final Vertx vertx;
    private final Context context;
    private final String node;
    private final OnlineUsers online;
    private final Hints hints;
    private final PartnerWatch watch;
    private final Map<UUID, Set<Follower>> here = new HashMap<>();
    private final Map<UUID, Long> graces = new HashMap<>();
    private final Set<UUID> arriving = new LinkedHashSet<>();
    private final Set<UUID> leaving = new LinkedHashSet<>();
    private boolean refreshing;

    private Presence(Vertx vertx, String node, OnlineUsers online, Partners partners) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.node = node;
        this.online = online;
        this.hints = new Hints(vertx, "presence", this::heard);
        this.watch = new PartnerWatch(this, online, partners);
    }

    /** Opens presence on this node, for as long as Vert.x is open. */
    public static Future<Presence> open(Vertx vertx, String node, OnlineUsers online, Partners partners) {
        Presence presence = new Presence(vertx, node, online, partners);
        presence.context.runOnContext(start -> vertx.setPeriodic(REFRESH_MILLIS, tick -> presence.refresh()));
        return presence.hints.open().map(presence);
    }

    void joined(Follower follower) {
        context.runOnContext(run -> {
            UUID user = follower.user();
            boolean present = here.containsKey(user);
            endGrace(user);
            here.computeIfAbsent(user, first -> new LinkedHashSet<>()).add(follower);
            if (present) {
                watch.tellOnline(follower);
            } else {
                arriving.add(user);
                gather();
                watch.add(user);
            }
        });
    }

    void left(Follower follower) {
        context.runOnContext(run -> {
            Set<Follower> rest = here.getOrDefault(follower.user(), Set.of());
            if (rest.remove(follower) && rest.isEmpty()) {
                UUID user = follower.user();
                graces.put(user, vertx.setTimer(GRACE_MILLIS, later -> leave(user)));
            }
        });
    }

    /** Tells a follower anew how each partner is, for it has missed something. */
    void repeat(Follower follower) {
        context.runOnContext(run -> watch.tellAll(follower));
    }

    /** Somebody's partners may be others than before. */
    void partnersChanged(UUID user) {
        context.runOnContext(run -> watch.readAgain(user));
    }

    boolean isHere(UUID user) {
        return here.containsKey(user);
    }

    Collection<Follower> followers(UUID user) {
        return here.getOrDefault(user, Set.of());
    }

    /** Goes on here when something is done, whatever came of it. */
    <T> void then(Future<T> future, Consumer<AsyncResult<T>> next) {
        future.onComplete(done -> context.runOnContext(run -> next.accept(done)));
    }

    private void endGrace(UUID user) {
        Long timer = graces.remove(user);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void leave(UUID user) {
        graces.remove(user);
        here.remove(user);
        watch.remove(user);
        leaving.add(user);
        gather();
    }

    private void gather() {
        if (arriving.size() + leaving.size() == 1) {
            vertx.setTimer(GATHER_MILLIS, later -> tell());
        }
    }

    private void tell() {
        leaving.removeAll(here.keySet());
        List<UUID> gone = List.copyOf(leaving);
        List<UUID> come = List.copyOf(arriving);
        leaving.clear();
        arriving.clear();
        then(online.leave(node, gone), left -> {
            (left.succeeded() ? left.result() : gone).forEach(watch::went);
            if (left.succeeded()) {
                left.result().stream().filter(user -> !isHere(user)).forEach(user -> hints.tell(WENT + user));
            }
        });
        come.forEach(watch::came);
        stay(come);
    }

    private void refresh() {
        if (!refreshing) {
            refreshing = true;
            then(Future.join(stay(here.keySet()), watch.look()), done -> refreshing = false);
        }
    }

    private Future<List<UUID>> stay(Collection<UUID> users) {
        return online.stay(node, users).onSuccess(came -> came.forEach(user -> hints.tell(CAME + user)));
    }

    private void heard(String hint) {
        UUID user = UUID.fromString(hint.substring(1));
        context.runOnContext(run -> {
            if (hint.startsWith(CAME)) {
                watch.came(user);
            } else {
                watch.went(user);
            }
        });
    }
}
