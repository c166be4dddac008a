package io.busbar.live;

import io.busbar.bus.durable.CommitFeed;
import io.busbar.bus.durable.StoredPush;
import io.busbar.data.Database;
import io.busbar.live.StreamStore.Place;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The followers of this node. They hear of a push when it commits; once a second the node looks at the counters of all who are followed,
 * and finds what nobody told of, as when a node was killed between its commit and its word.
 */
public final class UserStreams implements LiveFeed {
    private static final Logger LOG = LoggerFactory.getLogger(UserStreams.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int LOOKED_AT_ONCE = 1_000;

    /** Whoever makes or ends a booking is pushed something of this kind, and may have other partners then. */
    private static final String ABOUT_BOOKINGS = "booking:";

    private final Presence presence;
    private final StreamStore store;
    private final StreamReader reader;
    private final Map<UUID, List<Follower>> followers = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    private UserStreams(Database database, Presence presence) {
        this.presence = presence;
        this.store = new StreamStore(database);
        this.reader = new StreamReader(store);
    }

    /** Opens the streams on this node, for as long as Vert.x is open. */
    public static UserStreams open(Vertx vertx, Database database, CommitFeed<StoredPush> pushes, Presence presence) {
        UserStreams streams = new UserStreams(database, presence);
        pushes.listen(streams::hear);
        vertx.setPeriodic(LOOK_MILLIS, tick -> streams.look());
        return streams;
    }

    @Override
    public Following follow(UUID user, long cursor, boolean present, Listener listener) {
        Context context = Objects.requireNonNull(Vertx.currentContext(), "followers have a context");
        Follower follower = new Follower(context, user, cursor, present, listener, reader, this);
        followers.merge(user, List.of(follower), UserStreams::both);
        follower.begin();
        if (present) {
            presence.joined(follower);
        }
        return follower;
    }

    @Override
    public Future<Long> head(UUID user) {
        return store.head(user);
    }

    private void hear(StoredPush push) {
        List<Follower> present = followers.get(push.account());
        if (present != null) {
            present.forEach(follower -> follower.hear(push));
            if (push.type().startsWith(ABOUT_BOOKINGS)) {
                presence.partnersChanged(push.account());
            }
        }
    }

    void repeat(Follower follower) {
        if (follower.isPresent()) {
            presence.repeat(follower);
        }
    }

    void remove(Follower gone) {
        if (gone.isPresent()) {
            presence.left(gone);
        }
        followers.computeIfPresent(gone.user(), (user, present) -> {
            List<Follower> rest =
                    present.stream().filter(other -> other != gone).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    private static List<Follower> both(List<Follower> present, List<Follower> more) {
        List<Follower> all = new ArrayList<>(present);
        all.addAll(more);
        return List.copyOf(all);
    }

    private void look() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        List<Follower> all = new ArrayList<>();
        followers.values().forEach(all::addAll);
        look(all, 0)
                .onFailure(cause -> LOG.debug("Not looked at the streams; the next look will", cause))
                .onComplete(looked -> looking.set(false));
    }

    private Future<Void> look(List<Follower> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(all.size(), from + LOOKED_AT_ONCE);
        List<Follower> looked = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (Follower follower : all.subList(from, end)) {
            Place place = follower.place();
            if (place != null) {
                looked.add(follower);
                places.add(place);
            } else {
                follower.look();
            }
        }
        return places.isEmpty()
                ? look(all, end)
                : store.elsewhere(places).compose(found -> {
                    found.forEach(index -> looked.get(index).look());
                    return look(all, end);
                });
    }
}
