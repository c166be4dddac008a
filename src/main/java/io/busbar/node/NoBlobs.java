package io.busbar.node;

import io.busbar.bus.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

final class NoBlobs implements io.busbar.http.BlobStore {
    @Override
    public Future<Upload> write(ReadStream<Buffer> bytes, String name, String mediaType, long max) {
        return Future.failedFuture("none");
    }

    @Override
    public Future<Void> send(Upload upload, WriteStream<Buffer> to) {
        return Future.failedFuture("none");
    }
}
