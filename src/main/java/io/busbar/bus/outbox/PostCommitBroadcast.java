package io.busbar.bus.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.json.Json;
import io.busbar.bus.rpc.ClusterBroadcast;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Spreads one kind of news of changes the moment they have committed: on this node at once, to the others over the bus. Only to be
 * quick: it may come in any order, twice or never, and what gets lost on the way is found in the database by whoever looks there, as
 * everybody does.
 */
public final class PostCommitBroadcast<T> {
    private final Class<T> type;
    private final UnaryOperator<T> toRemoteForm;
    private final ClusterBroadcast clusterBroadcast;
    private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

    PostCommitBroadcast(Vertx vertx, String address, Class<T> type) {
        this(vertx, address, type, UnaryOperator.identity());
    }

    /** {@code abridging} makes of each what the other nodes are told. */
    PostCommitBroadcast(Vertx vertx, String address, Class<T> type, UnaryOperator<T> toRemoteForm) {
        this.type = type;
        this.toRemoteForm = toRemoteForm;
        this.clusterBroadcast = new ClusterBroadcast(vertx, address, this::receive);
    }

    /** {@code listener} hears of those of every node, on any thread. */
    public void addListener(Consumer<T> listener) {
        listeners.add(listener);
    }

    void publish(List<T> items) {
        for (T item : items) {
            notifyListeners(item);
            clusterBroadcast.broadcast(Json.string(toRemoteForm.apply(item)));
        }
    }

    /** Hears of those of other nodes from now on. */
    Future<Void> start() {
        return clusterBroadcast.open();
    }

    private void receive(String json) {
        try {
            notifyListeners(Json.mapper().readValue(json, type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
        }
    }

    private void notifyListeners(T item) {
        listeners.forEach(listener -> listener.accept(item));
    }
}
