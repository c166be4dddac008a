package io.busbar.bus.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.json.Json;
import io.busbar.bus.lane.Hints;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spreads pushes the moment they have committed: on this node at once, to the others over the bus. Only to be quick: they may come in
 * any order, twice or never, and what gets lost on the way is found in the database by whoever looks there, as everybody does.
 */
public final class PushFeed {
    private static final Logger LOG = LoggerFactory.getLogger(PushFeed.class);

    /** What is larger is read by the nodes that need it. */
    private static final int LARGEST = 4 * 1024;

    private final Hints hints;
    private final List<Consumer<StoredPush>> listeners = new CopyOnWriteArrayList<>();

    PushFeed(Vertx vertx) {
        this.hints = new Hints(vertx, "pushes", this::heard);
    }

    /** {@code listener} hears of those of every node, on any thread. */
    public void listen(Consumer<StoredPush> listener) {
        listeners.add(listener);
    }

    void committed(List<StoredPush> pushes) {
        for (StoredPush push : pushes) {
            tell(push);
            hints.tell(Json.string(abridged(push)));
        }
    }

    /** Hears of those of other nodes from now on. */
    Future<Void> open() {
        return hints.open();
    }

    private static StoredPush abridged(StoredPush push) {
        return push.data() == null || push.data().length() <= LARGEST
                ? push
                : new StoredPush(push.account(), push.cursor(), push.type(), push.at(), null);
    }

    private void heard(String line) {
        try {
            tell(Json.mapper().readValue(line, StoredPush.class));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.warn("Something that is no push came on their address", e);
        }
    }

    private void tell(StoredPush push) {
        listeners.forEach(listener -> listener.accept(push));
    }
}
