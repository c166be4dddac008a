package io.busbar.live;

import io.busbar.live.StreamStore.Page;
import io.busbar.live.StreamStore.Place;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads for all followers of this node: what is asked for while others are being read goes together, and those who ask for the same place
 * share it. Nobody joins a statement that is under way, which may not see what they were told of.
 */
final class StreamReader {
    private static final int AT_ONCE = 50;
    private static final int UNDER_WAY = 2;

    private final StreamStore store;
    private final Map<Place, Promise<Page>> waiting = new LinkedHashMap<>();
    private int underWay;

    StreamReader(StreamStore store) {
        this.store = store;
    }

    /** The next page there; on any thread, as is the answer. */
    Future<Page> read(Place place) {
        Future<Page> page;
        synchronized (this) {
            page = waiting.computeIfAbsent(place, unread -> Promise.promise()).future();
        }
        next();
        return page;
    }

    private void next() {
        Map<Place, Promise<Page>> batch = new LinkedHashMap<>();
        synchronized (this) {
            if (underWay == UNDER_WAY || waiting.isEmpty()) {
                return;
            }
            underWay++;
            List<Place> first = waiting.keySet().stream().limit(AT_ONCE).toList();
            first.forEach(place -> batch.put(place, waiting.remove(place)));
        }
        List<Promise<Page>> promises = new ArrayList<>(batch.values());
        Future<List<Page>> reading = store.read(List.copyOf(batch.keySet()));
        reading.onComplete(read -> {
            synchronized (this) {
                underWay--;
            }
            next();
            for (int i = 0; i < promises.size(); i++) {
                if (read.succeeded()) {
                    promises.get(i).complete(read.result().get(i));
                } else {
                    promises.get(i).fail(read.cause());
                }
            }
        });
    }
}
