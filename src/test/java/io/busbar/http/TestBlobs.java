package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Upload;
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

/** Keeps nothing of what it is given but its size and hash, and sends zeros. */
final class TestBlobs implements BlobStore {
    private final Vertx vertx;
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger written = new AtomicInteger();
    final AtomicInteger brokenOff = new AtomicInteger();

    TestBlobs(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<Upload> write(ReadStream<Buffer> bytes, String name, String mediaType, long max) {
        Promise<Upload> promise = Promise.promise();
        MessageDigest digest = sha256();
        long[] size = {0};
        bytes.pause();
        bytes.handler(chunk -> {
            size[0] += chunk.length();
            if (size[0] > max) {
                promise.tryFail(
                        Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The body may have at most " + max + " bytes"));
            } else {
                digest.update(chunk.getBytes());
            }
        });
        bytes.exceptionHandler(error -> {
            brokenOff.incrementAndGet();
            promise.tryFail(error);
        });
        bytes.endHandler(v -> {
            if (promise.tryComplete(new Upload(
                    UUID.randomUUID(), name, mediaType, size[0], HexFormat.of().formatHex(digest.digest())))) {
                written.incrementAndGet();
            }
        });
        begun.incrementAndGet();
        vertx.runOnContext(v -> bytes.resume()); // a store opens a file first
        return promise.future();
    }

    @Override
    public Future<Void> send(Upload upload, WriteStream<Buffer> to) {
        Promise<Void> promise = Promise.promise();
        send(upload.size(), to, promise);
        return promise.future();
    }

    private void send(long left, WriteStream<Buffer> to, Promise<Void> promise) {
        long rest = left;
        while (rest > 0) {
            if (to.writeQueueFull()) {
                long remaining = rest;
                to.drainHandler(v -> send(remaining, to, promise));
                return;
            }
            int length = (int) Math.min(rest, 64 << 10);
            to.write(Buffer.buffer(new byte[length]));
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
