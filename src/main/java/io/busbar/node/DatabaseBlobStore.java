package io.busbar.node;

import io.busbar.data.Blobs;
import io.busbar.data.Upload;
import io.busbar.http.BlobStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** Stores uploaded files of the HTTP frontend in the database. */
record DatabaseBlobStore(Blobs blobs) implements BlobStore {
    @Override
    public Future<Upload> write(ReadStream<Buffer> bytes, String name, String mediaType, long max) {
        return blobs.write(bytes, name, mediaType, max);
    }

    @Override
    public Future<Void> streamTo(Upload upload, WriteStream<Buffer> to) {
        return blobs.send(upload, to);
    }
}
