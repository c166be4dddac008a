package io.busbar.bus.json;

import io.busbar.bus.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled request readers of a node, one per operation, for HTTP, the bridge and the bus. Compiling one takes milliseconds, so it is
 * done before the node accepts requests. This class is thread-safe.
 */
public final class RequestReaders {
    private final Map<Operation<?, ?>, RequestReader<?>> readers = new ConcurrentHashMap<>();

    /**
     * Returns the reader of an operation and compiles it if it is new. The cast is safe: each reader is stored under the operation from
     * which it was created.
     */
    @SuppressWarnings("unchecked")
    public <I> RequestReader<I> of(Operation<I, ?> operation) {
        return (RequestReader<I>) readers.computeIfAbsent(operation, RequestReader::of);
    }
}
