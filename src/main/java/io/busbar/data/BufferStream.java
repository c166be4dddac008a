package io.busbar.data;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** Streams bytes that are in memory, in chunks, to one reader on one thread. */
final class BufferStream implements ReadStream<Buffer> {
    private final Buffer bytes;
    private @Nullable Handler<Buffer> dataHandler;
    private @Nullable Handler<Void> endHandler;
    private long demand = Long.MAX_VALUE;
    private int position;
    private boolean emitting;

    BufferStream(Buffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        dataHandler = handler;
        emit();
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        demand = 0;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        emit();
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    /** Emits as long as there is demand. The handler may pause and resume the stream. */
    private void emit() {
        if (emitting) {
            return;
        }
        emitting = true;
        Handler<Buffer> currentHandler = dataHandler;
        while (currentHandler != null && demand > 0 && position < bytes.length()) {
            int until = Math.min(bytes.length(), position + Blobs.CHUNK_BYTES);
            Buffer piece = bytes.getBuffer(position, until);
            position = until;
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            currentHandler.handle(piece);
            currentHandler = dataHandler;
        }
        emitting = false;
        Handler<Void> done = endHandler;
        if (currentHandler != null && done != null && demand > 0 && position == bytes.length()) {
            endHandler = null;
            done.handle(null);
        }
    }
}
