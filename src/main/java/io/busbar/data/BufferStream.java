package io.busbar.data;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A stream of bytes in memory, in chunks; for one reader on one thread. */
final class BufferStream implements ReadStream<Buffer> {
    private final Buffer bytes;
    private @Nullable Handler<Buffer> reader;
    private @Nullable Handler<Void> end;
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
        reader = handler;
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
        end = handler;
        return this;
    }

    /** Emits as long as there is demand. The handler may pause and resume the stream. */
    private void emit() {
        if (emitting) {
            return;
        }
        emitting = true;
        Handler<Buffer> to = reader;
        while (to != null && demand > 0 && position < bytes.length()) {
            int until = Math.min(bytes.length(), position + Blobs.CHUNK_BYTES);
            Buffer piece = bytes.getBuffer(position, until);
            position = until;
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            to.handle(piece);
            to = reader;
        }
        emitting = false;
        Handler<Void> done = end;
        if (to != null && done != null && demand > 0 && position == bytes.length()) {
            end = null;
            done.handle(null);
        }
    }
}
