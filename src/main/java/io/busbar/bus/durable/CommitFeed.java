package io.busbar.bus.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.json.Json;
import io.busbar.bus.lane.Hints;
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
public final class CommitFeed<T> {
    private final Class<T> type;
    private final UnaryOperator<T> abridging;
    private final Hints hints;
    private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

    CommitFeed(Vertx vertx, String address, Class<T> type) {
        this(vertx, address, type, UnaryOperator.identity());
    }

    /** {@code abridging} makes of each what the other nodes are told. */
    CommitFeed(Vertx vertx, String address, Class<T> type, UnaryOperator<T> abridging) {
        this.type = type;
        this.abridging = abridging;
        this.hints = new Hints(vertx, address, this::heard);
    }

    /** {@code listener} hears of those of every node, on any thread. */
    public void listen(Consumer<T> listener) {
        listeners.add(listener);
    }

    void committed(List<T> news) {
        for (T one : news) {
            tell(one);
            hints.tell(Json.string(abridging.apply(one)));
        }
    }

    /** Hears of those of other nodes from now on. */
    Future<Void> open() {
        return hints.open();
    }

    private void heard(String line) {
        try {
            tell(Json.mapper().readValue(line, type));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName(), e);
        }
    }

    private void tell(T one) {
        listeners.forEach(listener -> listener.accept(one));
    }
}
