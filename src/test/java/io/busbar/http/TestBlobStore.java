package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.data.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A blob store that keeps only the size and hash of files, and returns zeros. */
public final class TestBlobStore implements BlobStore {
    private final Vertx vertx;
    public final AtomicInteger writesStarted = new AtomicInteger();
    final AtomicInteger writesCompleted = new AtomicInteger();
    public final AtomicInteger writesFailed = new AtomicInteger();

    /** Writes read their first byte only once this future is complete. */
    public volatile Future<Void> mayRead = Future.succeededFuture();

    /** Writes complete only once this future is complete. */
    public volatile Future<Void> mayComplete = Future.succeededFuture();

    TestBlobStore(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<Upload> write(ReadStream<Buffer> bytes, String name, String mediaType, long maxBytes) {
        Promise<Upload> promise = Promise.promise();
        MessageDigest digest = sha256();
        long[] size = {0};
        bytes.pause();
        bytes.handler(chunk -> {
            size[0] += chunk.length();
            if (size[0] > maxBytes) {
                promise.tryFail(
                        Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The body must be at most " + maxBytes + " bytes"));
            } else {
                digest.update(chunk.getBytes());
            }
        });
        bytes.exceptionHandler(error -> {
            writesFailed.incrementAndGet();
            promise.tryFail(error);
        });
        bytes.endHandler(v -> {
            if (promise.tryComplete(new Upload(
                    UUID.randomUUID(), name, mediaType, size[0], HexFormat.of().formatHex(digest.digest())))) {
                writesCompleted.incrementAndGet();
            }
        });
        writesStarted.incrementAndGet();
        mayRead.onSuccess(v -> vertx.runOnContext(now -> bytes.resume())); // a real store opens a file first
        return promise.future().compose(upload -> mayComplete.map(upload));
    }

    @Override
    public Future<Void> streamTo(Upload upload, WriteStream<Buffer> target) {
        Promise<Void> promise = Promise.promise();
        send(upload.size(), target, promise);
        return promise.future();
    }

    private void send(long left, WriteStream<Buffer> target, Promise<Void> promise) {
        long rest = left;
        while (rest > 0) {
            if (target.writeQueueFull()) {
                long remaining = rest;
                target.drainHandler(v -> send(remaining, target, promise));
                return;
            }
            int length = (int) Math.min(rest, 64 << 10);
            target.write(Buffer.buffer(new byte[length]));
            rest -= length;
        }
        promise.complete();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
