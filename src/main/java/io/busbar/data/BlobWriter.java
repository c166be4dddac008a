package io.busbar.data;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
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

/** One stream on its way into the store. The source is paused whenever a chunk is being written. */
final class BlobWriter {
    private static final String OPEN = "insert into bus.blob default values returning id";
    private static final String ADD = "insert into bus.blob_chunk (blob, place, bytes) values ($1, $2, $3)";
    private static final String CLOSE =
            "update bus.blob set size = $2, sha256 = $3, touched = now() where id = $1 returning id";
    private static final String REMOVE = "delete from bus.blob where id = $1";

    private final Database database;
    private final ReadStream<Buffer> source;
    private final long max;
    private final MessageDigest digest = sha256();
    private final Promise<Void> ended = Promise.promise();
    private Buffer held = Buffer.buffer();
    private Future<Void> writing = Future.succeededFuture();
    private long size;
    private int place;

    /** What was written. */
    record Written(UUID id, long size, String sha256) {}

    BlobWriter(Database database, ReadStream<Buffer> source, long max) {
        this.database = database;
        this.source = source;
        this.max = max;
    }

    Future<Written> run() {
        source.pause();
        Future<UUID> opened =
                execute(OPEN, Tuple.tuple()).map(rows -> rows.iterator().next().getUUID("id"));
        source.exceptionHandler(ended::tryFail);
        source.handler(data -> opened.onSuccess(id -> take(id, data)));
        source.endHandler(end -> opened.onSuccess(id -> last(id)));
        return opened.onSuccess(id -> source.resume())
                .compose(id -> ended.future()
                        .compose(all -> close(id))
                        .recover(cause -> remove(id).transform(removed -> Future.failedFuture(cause))))
                .onFailure(cause -> discard());
    }

    private void discard() {
        source.handler(data -> {});
        source.resume();
    }

    private void take(UUID id, Buffer data) {
        if (ended.future().isComplete()) {
            return;
        }
        size += data.length();
        if (size > max) {
            ended.tryFail(Failure.of(FailureCode.PAYLOAD_TOO_LARGE));
            return;
        }
        held.appendBuffer(data);
        if (held.length() >= Blobs.CHUNK) {
            source.pause();
            while (held.length() >= Blobs.CHUNK) {
                add(id, held.slice(0, Blobs.CHUNK));
                held = held.getBuffer(Blobs.CHUNK, held.length());
            }
            Future<Void> added = writing;
            added.onSuccess(written -> source.resume());
        }
    }

    private void last(UUID id) {
        if (held.length() > 0) {
            add(id, held);
        }
        writing.onSuccess(ended::tryComplete);
    }

    private void add(UUID id, Buffer chunk) {
        int at = place++;
        byte[] bytes = chunk.getBytes();
        digest.update(bytes);
        writing = writing.compose(before -> execute(ADD, Tuple.of(id, at, Buffer.buffer(bytes))))
                .<Void>mapEmpty()
                .onFailure(ended::tryFail);
    }

    private Future<Written> close(UUID id) {
        String sha256 = HexFormat.of().formatHex(digest.digest());
        return execute(CLOSE, Tuple.of(id, size, sha256)).map(rows -> {
            if (rows.size() == 0) {
                throw Failure.of(FailureCode.REQUEST_TIMEOUT, "The upload took too long");
            }
            return new Written(id, size, sha256);
        });
    }

    /** Behind the chunk that is being written. What cannot be removed now is swept later. */
    private Future<RowSet<Row>> remove(UUID id) {
        return writing.transform(before -> execute(REMOVE, Tuple.of(id)));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
        return database.transactions().preparedQuery(sql).execute(parameters);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
