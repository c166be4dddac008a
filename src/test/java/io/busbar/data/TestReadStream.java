package io.busbar.data;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Arrays;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A stream that a test feeds and that records how it is controlled. Flows from the start, like a request. */
final class TestReadStream implements ReadStream<Buffer> {
    private final Context context;
    private final LongFunction<Buffer> piece;
    private final long size;
    private final @Nullable Throwable breaks;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private boolean paused;
    private boolean running;
    private boolean over;
    private long sent;
    private long run;
    private long longestRun;

    private TestReadStream(Vertx vertx, LongFunction<Buffer> piece, long size, @Nullable Throwable breaks) {
        this.context = vertx.getOrCreateContext();
        this.piece = piece;
        this.size = size;
        this.breaks = breaks;
    }

    static TestReadStream of(Vertx vertx, byte[] bytes, int step) {
        return new TestReadStream(
                vertx,
                at -> Buffer.buffer(Arrays.copyOfRange(bytes, (int) at, (int) Math.min(bytes.length, at + step))),
                bytes.length,
                null);
    }

    static TestReadStream endless(Vertx vertx, int step, long size) {
        byte[] bytes = new byte[step];
        return new TestReadStream(vertx, at -> Buffer.buffer(bytes), size, null);
    }

    /** Ends the stream with a failure. */
    static TestReadStream breaking(Vertx vertx, int step, long size, Throwable cause) {
        byte[] bytes = new byte[step];
        return new TestReadStream(vertx, at -> Buffer.buffer(bytes), size, cause);
    }

    /** The most bytes that the stream delivered before it was paused. */
    long longestRun() {
        return longestRun;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> newHandler) {
        handler = newHandler;
        run();
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        paused = true;
        run = 0;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        paused = false;
        run();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        return resume();
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> newHandler) {
        endHandler = newHandler;
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> newHandler) {
        exceptionHandler = newHandler;
        return this;
    }

    private void run() {
        if (!running) {
            running = true;
            context.runOnContext(now -> {
                running = false;
                next();
            });
        }
    }

    private void next() {
        if (paused || over || handler == null) {
            return;
        }
        if (sent < size) {
            Buffer data = piece.apply(sent);
            sent += data.length();
            run += data.length();
            longestRun = Math.max(longestRun, run);
            handler.handle(data);
            run();
            return;
        }
        over = true;
        if (breaks != null && exceptionHandler != null) {
            exceptionHandler.handle(breaks);
        } else if (endHandler != null) {
            endHandler.handle(null);
        }
    }
}
