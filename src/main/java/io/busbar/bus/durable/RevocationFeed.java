package io.busbar.bus.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.Revocation;
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
 * Spreads revocations the moment they have committed: on this node at once, to the others over the bus. Only to be quick: what gets lost
 * on the way is found in the database by whoever looks there, as everybody does.
 */
public final class RevocationFeed {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationFeed.class);

    private final Hints hints;
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();

    RevocationFeed(Vertx vertx) {
        this.hints = new Hints(vertx, "revocations", this::heard);
    }

    /** {@code listener} hears of those of every node, some of them twice, on any thread. */
    public void listen(Consumer<Revocation> listener) {
        listeners.add(listener);
    }

    void committed(List<Revocation> revocations) {
        for (Revocation revocation : revocations) {
            tell(revocation);
            hints.tell(Json.string(revocation));
        }
    }

    /** Hears of those of other nodes from now on. */
    Future<Void> open() {
        return hints.open();
    }

    private void heard(String line) {
        try {
            tell(Json.mapper().readValue(line, Revocation.class));
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.warn("Something that is no revocation came on their address", e);
        }
    }

    private void tell(Revocation revocation) {
        listeners.forEach(listener -> listener.accept(revocation));
    }
}
