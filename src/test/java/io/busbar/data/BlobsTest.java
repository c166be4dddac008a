package io.busbar.data;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class BlobsTest {
    private static final long MAX_BYTES = 1L << 30;
    private static Vertx vertx;
    private static Database database;
    private static Blobs blobs;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        database = new Database(
                vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
        blobs = new Blobs(database);
    }

    @BeforeEach
    void deleteBlobs() throws Exception {
        get(database.transactionPool().query("truncate bus.blob cascade").execute());
    }

    @AfterAll
    static void stop() throws Exception {
        get(database.close());
        get(vertx.close());
    }

    @Test
    void write_ofAnySize_isReadBackUnchanged() throws Exception {
        for (int size : new int[] {
            0, 1, Blobs.CHUNK_BYTES - 1, Blobs.CHUNK_BYTES, Blobs.CHUNK_BYTES + 1, 3 * Blobs.CHUNK_BYTES + 77
        }) {
            byte[] bytes = random(size);

            Upload upload =
                    get(blobs.write(TestReadStream.of(vertx, bytes, 10_000), "a.bin", "application/x", MAX_BYTES));

            ByteSink sink = new ByteSink();
            get(blobs.send(upload, sink));
            assertThat(sink.bytes()).isEqualTo(bytes);
            assertThat(upload.size()).isEqualTo(size);
            assertThat(upload.sha256()).isEqualTo(sha256(bytes));
            assertThat(upload.name()).isEqualTo("a.bin");
            assertThat(upload.mediaType()).isEqualTo("application/x");
        }
    }

    @Test
    void send_withRange_writesExactlyThoseBytes() throws Exception {
        byte[] bytes = random(2 * Blobs.CHUNK_BYTES + 1000);
        Upload upload = get(blobs.write(TestReadStream.of(vertx, bytes, 64 << 10), "a", "b", MAX_BYTES));

        for (long[] part : new long[][] {
            {0, 1},
            {Blobs.CHUNK_BYTES - 1, 2},
            {100, 2 * Blobs.CHUNK_BYTES},
            {bytes.length - 1, 1},
            {bytes.length, 0},
            {500, 0}
        }) {
            ByteSink sink = new ByteSink();
            get(blobs.send(upload, part[0], part[1], sink));
            assertThat(sink.bytes())
                    .isEqualTo(java.util.Arrays.copyOfRange(bytes, (int) part[0], (int) (part[0] + part[1])));
        }
        assertThat(failure(blobs.send(upload, bytes.length, 1, new ByteSink())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writeAndSend_of100Megabytes_bufferAtMostOneChunk() throws Exception {
        long size = 100L << 20;
        TestReadStream source = TestReadStream.endless(vertx, 64 << 10, size);

        Upload upload = get(blobs.write(source, "big", "application/x", MAX_BYTES));

        assertThat(upload.size()).isEqualTo(size);
        assertThat(source.longestRun())
                .as("bytes taken before they were written")
                .isLessThanOrEqualTo(Blobs.CHUNK_BYTES);
        SlowSink slow = new SlowSink(vertx);
        get(blobs.send(upload, slow));
        assertThat(slow.received()).isEqualTo(size);
        assertThat(slow.mostHeld()).as("bytes on their way at once").isLessThanOrEqualTo(Blobs.CHUNK_BYTES);
    }

    @Test
    void write_beyondMaxBytes_isRefusedAndStoresNothing() throws Exception {
        Throwable failure = failure(blobs.write(TestReadStream.endless(vertx, 64 << 10, MAX_BYTES), "a", "b", 1 << 20));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        DataException.class,
                        e -> assertThat(e.reason()).isEqualTo(DataException.Reason.BLOB_TOO_LARGE));
        assertNothingStored();
        assertThat(get(blobs.write(TestReadStream.of(vertx, random(1 << 20), 1000), "a", "b", 1 << 20))
                        .size())
                .isEqualTo(1 << 20);
    }

    @Test
    void write_ofBreakingStream_failsAndStoresNothing() throws Exception {
        IllegalStateException broken = new IllegalStateException("connection reset");

        Throwable failure =
                failure(blobs.write(TestReadStream.breaking(vertx, 64 << 10, 1 << 20, broken), "a", "b", MAX_BYTES));

        assertThat(failure).isSameAs(broken);
        assertNothingStored();
    }

    @Test
    void send_ofUnknownUpload_failsWithNotFound() throws Exception {
        Upload unknown = new Upload(UUID.randomUUID(), "a", "b", 1, "");

        assertThat(failure(blobs.send(unknown, new ByteSink())))
                .isInstanceOfSatisfying(
                        DataException.class,
                        e -> assertThat(e.reason()).isEqualTo(DataException.Reason.BLOB_NOT_FOUND));
    }

    private static void assertNothingStored() {
        await().until(() -> get(database.query(
                                "select (select count(*) from bus.blob) + (select count(*) from bus.blob_chunk) as n",
                                Tuple.tuple()))
                        .iterator()
                        .next()
                        .getLong("n")
                == 0);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(60, SECONDS);
    }

    private static Throwable failure(Future<?> future) throws Exception {
        return get(future.transform(ended -> Future.succeededFuture(ended.cause())));
    }

    /** Returns the stored bytes. */
    private static final class ByteSink extends TestWriteStream {
        private final Buffer all = Buffer.buffer();

        @Override
        Future<Void> take(Buffer data) {
            all.appendBuffer(data);
            return Future.succeededFuture();
        }

        byte[] bytes() {
            return all.getBytes();
        }
    }

    /** Accepts each buffer after a delay. */
    private static final class SlowSink extends TestWriteStream {
        private final Vertx vertx;
        private long held;
        private long mostHeld;
        private long received;

        SlowSink(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        Future<Void> take(Buffer data) {
            held += data.length();
            mostHeld = Math.max(mostHeld, held);
            return vertx.timer(1)
                    .onComplete(written -> {
                        held -= data.length();
                        received += data.length();
                    })
                    .mapEmpty();
        }

        long received() {
            return received;
        }

        long mostHeld() {
            return mostHeld;
        }
    }
}
