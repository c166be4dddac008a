package io.busbar.data;

import io.busbar.data.DataException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Writes one stream to the blob store. The source is paused while a chunk is written. */
final class BlobWriter {
    private static final String INSERT_BLOB = "insert into bus.blob default values returning id";
    private static final String INSERT_CHUNK =
            "insert into bus.blob_chunk (blob, chunk_index, bytes) values ($1, $2, $3)";
    /** The retention cleaner may have deleted chunks of an upload that took too long. */
    private static final String COMPLETE_BLOB = """
        update bus.blob set size = $2, sha256 = $3, updated_at = now() where id = $1 and updated_at > '-infinity' returning id""";

    private static final String DELETE_BLOB = "delete from bus.blob where id = $1";

    private final Database database;
    private final ReadStream<Buffer> source;
    private final long maxBytes;
    private final MessageDigest digest = sha256();
    private final Promise<Void> ended = Promise.promise();
    private Buffer buffer = Buffer.buffer();
    private Future<Void> writing = Future.succeededFuture();
    private long size;
    private int nextChunkIndex;

    /** A blob that was written completely. */
    record WrittenBlob(UUID id, long size, String sha256) {}

    BlobWriter(Database database, ReadStream<Buffer> source, long maxBytes) {
        this.database = database;
        this.source = source;
        this.maxBytes = maxBytes;
    }

    Future<WrittenBlob> run() {
        TransactionScope.requireNone("An upload");
        source.pause();
        Future<UUID> inserted = execute(INSERT_BLOB, Tuple.tuple())
                .map(rows -> rows.iterator().next().getUUID("id"));
        source.exceptionHandler(ended::tryFail);
        source.handler(data -> inserted.onSuccess(id -> onData(id, data)));
        source.endHandler(end -> inserted.onSuccess(id -> onEnd(id)));
        return inserted.onSuccess(id -> source.resume())
                .compose(this::completeOrDelete)
                .onFailure(cause -> discardRest());
    }

    private Future<WrittenBlob> completeOrDelete(UUID id) {
        return ended.future()
                .compose(all -> complete(id))
                .recover(cause -> delete(id).transform(removed -> Future.failedFuture(cause)));
    }

    private void discardRest() {
        source.handler(data -> {});
        source.resume();
    }

    private void onData(UUID id, Buffer data) {
        if (ended.future().isComplete()) {
            return;
        }
        size += data.length();
        if (size > maxBytes) {
            ended.tryFail(new DataException(Reason.BLOB_TOO_LARGE, "The file is too large"));
            return;
        }
        buffer.appendBuffer(data);
        if (buffer.length() >= Blobs.CHUNK_BYTES) {
            writeFullChunks(id);
        }
    }

    private void writeFullChunks(UUID id) {
        source.pause();
        while (buffer.length() >= Blobs.CHUNK_BYTES) {
            appendChunk(id, buffer.slice(0, Blobs.CHUNK_BYTES));
            buffer = buffer.getBuffer(Blobs.CHUNK_BYTES, buffer.length());
        }
        writing.onSuccess(written -> source.resume());
    }

    private void onEnd(UUID id) {
        if (buffer.length() > 0) {
            appendChunk(id, buffer);
        }
        writing.onSuccess(ended::tryComplete);
    }

    private void appendChunk(UUID id, Buffer chunk) {
        int chunkIndex = nextChunkIndex++;
        byte[] bytes = chunk.getBytes();
        digest.update(bytes);
        writing = writing.compose(before -> execute(INSERT_CHUNK, Tuple.of(id, chunkIndex, Buffer.buffer(bytes))))
                .<Void>mapEmpty()
                .onFailure(ended::tryFail);
    }

    private Future<WrittenBlob> complete(UUID id) {
        String sha256 = HexFormat.of().formatHex(digest.digest());
        return execute(COMPLETE_BLOB, Tuple.of(id, size, sha256)).map(rows -> {
            if (rows.size() == 0) {
                throw new DataException(Reason.UPLOAD_TIMEOUT, "The upload took too long");
            }
            return new WrittenBlob(id, size, sha256);
        });
    }

    /** Deletes the blob after the current chunk is written. If that fails, the retention cleaner deletes it later. */
    private Future<RowSet<Row>> delete(UUID id) {
        return writing.transform(before -> execute(DELETE_BLOB, Tuple.of(id)));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
        return database.transactionPool().preparedQuery(sql).execute(parameters);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-256", e);
        }
    }
}
