package io.busbar.bus.outbound;

import static io.busbar.bus.outbound.OutboundFixture.error;
import static io.busbar.bus.outbound.OutboundFixture.get;
import static io.busbar.bus.outbound.OutboundFixture.send;
import static io.busbar.bus.outbound.OutboundFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.outbound.OutboundError.ConnectionLost;
import io.busbar.bus.outbound.OutboundError.DeadlineExceeded;
import io.busbar.bus.outbound.OutboundError.HostBusy;
import io.busbar.bus.outbound.OutboundError.ResponseTooLarge;
import io.busbar.bus.outbound.OutboundError.TimedOut;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server sends is bounded in size and time, and so is how much of this node one server occupies. */
@UsesServers
class OutboundBoundsTest {
    private static final int LIMIT = 100_000;

    private final OutboundFixture fixture = new OutboundFixture();
    private final OutboundClient client = fixture.users(OutboundLimits.defaults()
            .withMaxResponseBytes(LIMIT)
            .withMaxAttempts(1)
            .withPerHost(new HostLimits(2, 3, Duration.ofSeconds(15))));
    private final AtomicBoolean connectionClosed = new AtomicBoolean();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void send_withResponseUpToTheLimit_returnsIt() {
        String server = fixture.serve(request -> request.response().end(Buffer.buffer(new byte[LIMIT])));

        assertThat(get(client, server).body().length()).isEqualTo(LIMIT);
    }

    @Test
    void send_withLargerResponse_failsAndClosesTheConnection() {
        String server = fixture.serve(request -> {
            request.connection().closeHandler(closed -> connectionClosed.set(true));
            request.response().end(Buffer.buffer(new byte[20 * LIMIT]));
        });

        assertThat(error(client, server)).isEqualTo(new ResponseTooLarge(OutboundFixture.PUBLIC, LIMIT));
        await().untilTrue(connectionClosed);
        assertThat(send(client, OutboundRequest.get(server).maxResponseBytes(20 * LIMIT))
                        .body()
                        .length())
                .isEqualTo(20 * LIMIT);
    }

    @Test
    void send_withCompressedResponse_returnsItDecompressed() {
        Buffer zipped = gzip(LIMIT);
        String server = fixture.serve(request ->
                request.response().putHeader("Content-Encoding", "gzip").end(zipped));

        assertThat(get(client, server).body().length()).isEqualTo(LIMIT);
        assertThat(zipped.length()).isLessThan(LIMIT / 100);
    }

    @Test
    void send_withDecompressionBomb_failsAndClosesTheConnection() {
        Buffer bomb = gzip(100_000_000);
        String server = fixture.serve(request -> {
            request.connection().closeHandler(closed -> connectionClosed.set(true));
            request.response().putHeader("Content-Encoding", "gzip").end(bomb);
        });

        assertThat(error(client, server)).isInstanceOf(ResponseTooLarge.class);
        await().untilTrue(connectionClosed);
    }

    @Test
    void send_toServerThatDrips_failsAfterTheTimeoutAndClosesTheConnection() {
        String server = fixture.serve(request -> drip(request.response()));

        assertThat(error(start(client, OutboundRequest.get(server).timeout(Duration.ofMillis(400)))))
                .isEqualTo(new TimedOut(OutboundFixture.PUBLIC));
        await().untilTrue(connectionClosed);
    }

    @Test
    void send_toSilentServer_failsAtTheDeadlineOfTheCaller() {
        String server = fixture.serve(request -> request.response().closeHandler(closed -> connectionClosed.set(true)));
        RequestContext soon = RequestContext.system("test", Duration.ofMillis(400));

        OutboundError error = error(client.send(OutboundRequest.get(server), soon));

        assertThat(error).isEqualTo(new DeadlineExceeded(OutboundFixture.PUBLIC));
        assertThat(error.toFailure().code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
        await().untilTrue(connectionClosed);
    }

    @Test
    void send_ifServerClosesTheConnection_fails() {
        String server = fixture.serve(request -> request.connection().close());

        assertThat(error(client, server)).isEqualTo(new ConnectionLost(OutboundFixture.PUBLIC));
    }

    @Test
    void send_toOneHost_isLimitedAndQueuedAndThenRefused() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Promise<Void> release = Promise.promise();
        String server = fixture.serve(request -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            release.future().onSuccess(now -> {
                running.decrementAndGet();
                request.response().end();
            });
        });

        List<Future<OutboundResponse>> calls = IntStream.range(0, 9)
                .mapToObj(i -> start(client, OutboundRequest.get(server)))
                .toList();

        List<Future<OutboundResponse>> refused = calls.subList(5, 9);
        assertThat(refused).allSatisfy(call -> assertThat(error(call)).isEqualTo(new HostBusy(OutboundFixture.PUBLIC)));
        await().until(() -> running.get() == 2);
        String other = "http://" + OutboundFixture.OTHER_PUBLIC + ":"
                + fixture.listen(
                                OutboundFixture.OTHER_PUBLIC,
                                request -> request.response().end())
                        .actualPort();
        assertThat(get(client, other).status()).isEqualTo(200);
        release.complete();
        Future.all(calls.subList(0, 5)).await();
        assertThat(most).hasValue(2);
    }

    @Test
    void send_withStreamedBody_sendsItWithItsLength(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("image"), new byte[300_000]);
        String server = fixture.serve(request -> request.body()
                .onSuccess(body -> request.response().end(request.getHeader("Content-Length") + " " + body.length())));
        OutboundRequest upload = OutboundRequest.of(HttpMethod.PUT, server)
                .body(
                        () -> fixture.vertx.fileSystem().openBlocking(file.toString(), new OpenOptions()),
                        300_000,
                        "image/png");

        assertThat(send(client, upload).body().toString()).isEqualTo("300000 300000");
    }

    private void drip(HttpServerResponse response) {
        response.setChunked(true);
        long timer = fixture.vertx.setPeriodic(20, tick -> response.write("."));
        response.closeHandler(closed -> {
            fixture.vertx.cancelTimer(timer);
            connectionClosed.set(true);
        });
    }

    private static Buffer gzip(int zeros) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            byte[] block = new byte[100_000];
            for (int i = 0; i < zeros / block.length; i++) {
                zip.write(block);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
