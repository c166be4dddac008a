package io.busbar.data;

import io.busbar.data.DataException.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * Stores and streams files of any size in PostgreSQL, in chunks: a stream holds one chunk in memory and runs at the speed of its slower
 * end. A blob is deleted after an hour unless a change has {@linkplain io.busbar.bus.Tx#retain retained} it.
 */
public final class Blobs {
    /**
     * The beginning of a statement that gives blobs up; a condition follows. It is quick for a blob of any size: the retention cleaner
     * deletes the chunks later, a bounded number in each transaction. Without a size the blob can be neither read nor retained any more.
     */
    public static final String RELEASE = """
        update bus.blob
        set job = null, restart_from = null, retained = false, size = null, sha256 = null, updated_at = '-infinity'""";

    /** The size of every chunk but the last. */
    public static final int CHUNK_BYTES = 256 << 10;

    /** A blob without a size is still being written, or is being deleted. */
    private static final String SELECT_SIZE = "select size from bus.blob where id = $1 and size is not null";

    private static final String SELECT_CHUNK_RANGE =
            "select substring(bytes from $3 for $4) as bytes from bus.blob_chunk where blob = $1 and chunk_index = $2";

    private final Database database;

    public Blobs(Database database) {
        this.database = database;
    }

    /**
     * Stores a stream. Call this before reading anything from the stream. On failure nothing stays stored and the rest of the stream is
     * discarded.
     *
     * @param name      the file name given by the client, without a path
     * @param mediaType the media type given by the client
     * @param maxBytes  maximum size; a larger stream fails with {@link DataException.Reason#BLOB_TOO_LARGE}
     */
    public Future<Upload> write(ReadStream<Buffer> source, String name, String mediaType, long maxBytes) {
        return new BlobWriter(database, source, maxBytes)
                .run()
                .map(writtenBlob ->
                        new Upload(writtenBlob.id(), name, mediaType, writtenBlob.size(), writtenBlob.sha256()));
    }

    /** Stores bytes that are in memory. */
    public Future<Upload> write(Buffer bytes, String name, String mediaType) {
        return write(new BufferStream(bytes), name, mediaType, bytes.length());
    }

    /**
     * Sends an entire upload; the caller ends the sink. Fails with {@link DataException.Reason#BLOB_NOT_FOUND} before the first byte if
     * the blob does not exist.
     */
    public Future<Void> send(Upload upload, WriteStream<Buffer> sink) {
        return size(upload.blob()).compose(size -> sendChunks(upload.blob(), 0, size, sink));
    }

    /**
     * Sends a range of an upload; the caller ends the sink.
     *
     * @param offset index of the first byte
     * @param length number of bytes; the range must lie within the upload
     */
    public Future<Void> send(Upload upload, long offset, long length, WriteStream<Buffer> sink) {
        return size(upload.blob()).compose(size -> {
            if (offset < 0 || length < 0 || offset > size - length) {
                throw new IllegalArgumentException("Range out of bounds: " + offset + "+" + length + " of " + size);
            }
            return sendChunks(upload.blob(), offset, length, sink);
        });
    }

    private Future<Long> size(UUID blob) {
        return database.query(SELECT_SIZE, Tuple.of(blob)).map(rows -> {
            if (rows.size() == 0) {
                throw new DataException(Reason.BLOB_NOT_FOUND, "File not found");
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
        return database.query(SELECT_CHUNK_RANGE, Tuple.of(blob, (int) (offset / CHUNK_BYTES), from + 1, count))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw new DataException(Reason.BLOB_NOT_FOUND, "The file was deleted during the download");
                    }
                    return rows.iterator().next().getBuffer("bytes");
                })
                .compose(sink::write)
                .compose(sent -> sendChunks(blob, offset + count, length - count, sink));
    }
}
