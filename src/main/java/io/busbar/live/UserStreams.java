package io.busbar.live;

import io.busbar.bus.outbox.StatePush;
import io.busbar.bus.outbox.StoredPush;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.live.StreamStore.StreamPosition;
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
 * Holds the open streams of this node, which learn of a push when it commits. Once a second the node also compares their cursors with the
 * stream heads, which finds pushes whose broadcast was lost, for example because a node was killed after its commit.
 */
public final class UserStreams implements LiveFeed {
    private static final Logger LOG = LoggerFactory.getLogger(UserStreams.class);
    private static final long POLL_INTERVAL_MILLIS = 1_000;
    private static final int POLL_BATCH_SIZE = 1_000;

    private final PresenceTracker presenceTracker;
    private final StateSource stateSource;
    private final StreamStore store;
    private final StreamReader reader;
    private final Map<UUID, List<StreamCursor>> cursorsByUser = new ConcurrentHashMap<>();
    private final AtomicBoolean polling = new AtomicBoolean();

    private UserStreams(Database database, PresenceTracker presenceTracker, StateSource stateSource) {
        this.presenceTracker = presenceTracker;
        this.stateSource = stateSource;
        this.store = new StreamStore(database);
        this.reader = new StreamReader(store);
    }

    /** Starts streams on this node, until Vert.x closes. */
    public static UserStreams open(
            Vertx vertx,
            Database database,
            TransactionalOutbox outbox,
            PresenceTracker presenceTracker,
            StateSource stateSource) {
        UserStreams streams = new UserStreams(database, presenceTracker, stateSource);
        outbox.pushes().addListener(streams::onCommitted);
        outbox.states().addListener(streams::onState);
        vertx.setPeriodic(POLL_INTERVAL_MILLIS, tick -> streams.poll());
        return streams;
    }

    @Override
    public StreamHandle openStream(UUID user, long cursor, boolean countsAsOnline, PushListener pushListener) {
        Context context =
                Objects.requireNonNull(Vertx.currentContext(), "openStream must be called on a Vert.x context");
        StreamCursor streamCursor = new StreamCursor(context, user, cursor, countsAsOnline, pushListener, reader, this);
        cursorsByUser.merge(user, List.of(streamCursor), UserStreams::concat);
        streamCursor.start();
        if (countsAsOnline) {
            presenceTracker.onStreamOpened(streamCursor);
        }
        resendStates(streamCursor);
        return streamCursor;
    }

    @Override
    public Future<Long> latestCursor(UUID user) {
        return store.latestCursor(user);
    }

    private void onCommitted(StoredPush push) {
        List<StreamCursor> cursors = cursorsByUser.get(push.user());
        if (cursors != null) {
            cursors.forEach(streamCursor -> streamCursor.onCommitted(push));
            presenceTracker.onPush(push.user(), push.type());
        }
    }

    private void onState(StatePush state) {
        List<StreamCursor> cursors = cursorsByUser.get(state.user());
        if (cursors != null) {
            cursors.forEach(streamCursor -> streamCursor.deliverTransient(toMessage(state)));
        }
    }

    /** Sends the current state to a stream that has missed transient pushes. */
    void resendTransient(StreamCursor streamCursor) {
        if (streamCursor.countsAsOnline()) {
            presenceTracker.resendPresence(streamCursor);
        }
        resendStates(streamCursor);
    }

    private void resendStates(StreamCursor streamCursor) {
        stateSource
                .read(streamCursor.user())
                .onSuccess(states -> states.forEach(state -> streamCursor.deliverTransient(toMessage(state))))
                .onFailure(cause -> LOG.debug("The current state could not be read; the next value follows", cause));
    }

    private static PushMessage toMessage(StatePush state) {
        return new PushMessage(null, state.type(), state.at(), state.data());
    }

    void remove(StreamCursor closed) {
        if (closed.countsAsOnline()) {
            presenceTracker.onStreamClosed(closed);
        }
        cursorsByUser.computeIfPresent(closed.user(), (user, existing) -> {
            List<StreamCursor> rest =
                    existing.stream().filter(other -> other != closed).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    private static List<StreamCursor> concat(List<StreamCursor> existing, List<StreamCursor> more) {
        List<StreamCursor> all = new ArrayList<>(existing);
        all.addAll(more);
        return List.copyOf(all);
    }

    private void poll() {
        if (!polling.compareAndSet(false, true)) {
            return;
        }
        List<StreamCursor> all = new ArrayList<>();
        cursorsByUser.values().forEach(all::addAll);
        poll(all, 0)
                .onFailure(cause -> LOG.debug("Polling the streams failed; the next poll retries", cause))
                .onComplete(checked -> polling.set(false));
    }

    private Future<Void> poll(List<StreamCursor> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(all.size(), from + POLL_BATCH_SIZE);
        List<StreamCursor> checked = new ArrayList<>();
        List<StreamPosition> streamPositions = new ArrayList<>();
        for (StreamCursor streamCursor : all.subList(from, end)) {
            StreamPosition streamPosition = streamCursor.position();
            if (streamPosition != null) {
                checked.add(streamCursor);
                streamPositions.add(streamPosition);
            } else {
                streamCursor.readNewer();
            }
        }
        return streamPositions.isEmpty()
                ? poll(all, end)
                : store.notAtEnd(streamPositions).compose(found -> {
                    found.forEach(index -> checked.get(index).readNewer());
                    return poll(all, end);
                });
    }
}
