package io.busbar.data;

import io.busbar.bus.Failure;
import io.busbar.bus.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * Bytes of any number in PostgreSQL, streamed in and out in chunks: whatever the size, a stream holds one chunk in memory and goes as
 * fast as its slower end. What no change {@linkplain io.busbar.bus.Tx#retain keeps} within an hour is swept away.
 */
public final class Blobs {
    /** Bytes in every chunk but the last. */
    static final int CHUNK_BYTES = 256 << 10;

    private static final String SIZE = "select size from bus.blob where id = $1 and sha256 is not null";

    private static final String READ =
            "select substring(bytes from $3 for $4) as bytes from bus.blob_chunk where blob = $1 and chunk_index = $2";

    private final Database database;

    public Blobs(Database database) {
        this.database = database;
    }

    /**
     * Takes a stream to its end. Call it as the stream arrives, before any of it is read. On failure nothing stays stored and the rest
     * of the stream is discarded.
     *
     * @param name      what the client calls it, without any path
     * @param mediaType what the client says it is
     * @param maxBytes       bytes; past it fails with {@link io.busbar.bus.FailureCode#PAYLOAD_TOO_LARGE}
     */
    public Future<Upload> write(ReadStream<Buffer> source, String name, String mediaType, long maxBytes) {
        return new BlobWriter(database, source, maxBytes)
                .run()
                .map(writtenBlob ->
                        new Upload(writtenBlob.id(), name, mediaType, writtenBlob.size(), writtenBlob.sha256()));
    }

    /** Takes bytes that are in memory already. */
    public Future<Upload> write(Buffer bytes, String name, String mediaType) {
        return write(new BufferStream(bytes), name, mediaType, bytes.length());
    }

    /**
     * Sends all of an upload; the sink is the caller's to end. Fails with {@link io.busbar.bus.FailureCode#NOT_FOUND} before the first
     * byte when there are none.
     */
    public Future<Void> send(Upload upload, WriteStream<Buffer> sink) {
        return size(upload.blob()).compose(size -> sendChunks(upload.blob(), 0, size, sink));
    }

    /**
     * Sends a part of an upload; the sink is the caller's to end.
     *
     * @param offset of the first byte
     * @param length in bytes; the two must lie within the upload
     */
    public Future<Void> send(Upload upload, long offset, long length, WriteStream<Buffer> sink) {
        return size(upload.blob()).compose(size -> {
            if (offset < 0 || length < 0 || offset > size - length) {
                throw new IllegalArgumentException("no such range: " + offset + "+" + length + " of " + size);
            }
            return sendChunks(upload.blob(), offset, length, sink);
        });
    }

    private Future<Long> size(UUID blob) {
        return database.query(SIZE, Tuple.of(blob)).map(rows -> {
            if (rows.size() == 0) {
                throw Failure.notFound("There is no such file");
            }
            return rows.iterator().next().getLong("size");
        });
    }

    private Future<Void> sendChunks(UUID blob, long offset, long length, WriteStream<Buffer> sink) {
        if (length == 0) {
            return Future.succeededFuture();
        }
        int from = (int) (offset % CHUNK_BYTES);
        int count = (int) Math.min(length, CHUNK_BYTES - from);
        return database.query(READ, Tuple.of(blob, (int) (offset / CHUNK_BYTES), from + 1, count))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Failure.notFound("The file was removed while it was sent");
                    }
                    return rows.iterator().next().getBuffer("bytes");
                })
                .compose(sink::write)
                .compose(sent -> sendChunks(blob, offset + count, length - count, sink));
    }
}
