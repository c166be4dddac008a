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
 * Broadcasts one kind of post-commit message: to this node at once, to the others over the bus. The broadcast only saves time: messages may
 * arrive in any order, twice or not at all, and every receiver also reads the database regularly.
 */
public final class PostCommitBroadcast<T> {
    private final Class<T> type;
    private final UnaryOperator<T> toRemoteForm;
    private final ClusterBroadcast clusterBroadcast;
    private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

    PostCommitBroadcast(Vertx vertx, String address, Class<T> type) {
        this(vertx, address, type, UnaryOperator.identity());
    }

    /**
     * Creates a broadcast.
     *
     * @param toRemoteForm converts a message to the form that is sent to other nodes
     */
    PostCommitBroadcast(Vertx vertx, String address, Class<T> type, UnaryOperator<T> toRemoteForm) {
        this.type = type;
        this.toRemoteForm = toRemoteForm;
        this.clusterBroadcast = new ClusterBroadcast(vertx, address, this::receive);
    }

    /** Adds a listener for the messages of every node. It is called on any thread. */
    public void addListener(Consumer<T> listener) {
        listeners.add(listener);
    }

    void publish(List<T> items) {
        for (T item : items) {
            notifyListeners(item);
            clusterBroadcast.broadcast(Json.string(toRemoteForm.apply(item)));
        }
    }

    /** Starts receiving the messages of other nodes. */
    Future<Void> start() {
        return clusterBroadcast.open();
    }

    private void receive(String json) {
        try {
            notifyListeners(Json.mapper().readValue(json, type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The broadcast is not a valid " + type.getSimpleName(), e);
        }
    }

    private void notifyListeners(T item) {
        listeners.forEach(listener -> listener.accept(item));
    }
}
