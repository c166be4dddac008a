package io.busbar.live;

import io.busbar.live.StreamStore.StreamPage;
import io.busbar.live.StreamStore.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the streams for all readers of this node: requests that arrive during a read are batched, and requests for the same position share
 * a result. A request never joins a running statement, which may not see the commit that caused the request.
 */
final class StreamReader {
    private static final int MAX_BATCH_SIZE = 50;
    private static final int MAX_CONCURRENT_READS = 2;

    private final StreamStore store;
    private final Map<StreamPosition, Promise<StreamPage>> pending = new LinkedHashMap<>();
    private int activeReads;

    StreamReader(StreamStore store) {
        this.store = store;
    }

    /** Reads the page after a position. May be called, and completes, on any thread. */
    Future<StreamPage> read(StreamPosition streamPosition) {
        Future<StreamPage> streamPage;
        synchronized (this) {
            streamPage = pending.computeIfAbsent(streamPosition, unread -> Promise.promise())
                    .future();
        }
        readNextBatch();
        return streamPage;
    }

    private void readNextBatch() {
        Map<StreamPosition, Promise<StreamPage>> batch = new LinkedHashMap<>();
        synchronized (this) {
            if (activeReads == MAX_CONCURRENT_READS || pending.isEmpty()) {
                return;
            }
            activeReads++;
            List<StreamPosition> first =
                    pending.keySet().stream().limit(MAX_BATCH_SIZE).toList();
            first.forEach(streamPosition -> batch.put(streamPosition, pending.remove(streamPosition)));
        }
        List<Promise<StreamPage>> promises = new ArrayList<>(batch.values());
        Future<List<StreamPage>> reading = store.read(List.copyOf(batch.keySet()));
        reading.onComplete(read -> {
            synchronized (this) {
                activeReads--;
            }
            readNextBatch();
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
