package io.busbar.bus.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.bus.RequestContext;
import io.busbar.bus.text.CidrBlock;
import io.busbar.testing.TestFutures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Outbound clients that take 127.0.0.2 and 127.0.0.3 for public addresses, a name server, and web servers there. On 127.0.0.1 listens the
 * canary, which counts the connections that should not be.
 */
final class OutboundFixture implements AutoCloseable {
    static final String PUBLIC = "127.0.0.2";
    static final String OTHER_PUBLIC = "127.0.0.3";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    final Vertx vertx = Vertx.vertx();
    final TestNameServer names = new TestNameServer();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final AtomicInteger canaryConnections = new AtomicInteger();
    final int canaryPort;
    final Outbound outbound;

    OutboundFixture() {
        this(null);
    }

    OutboundFixture(@Nullable TrustOptions trust) {
        List<CidrBlock> allowed =
                Stream.of(PUBLIC, OTHER_PUBLIC).map(CidrBlock::parse).toList();
        outbound =
                Outbound.open(vertx, new OutboundSettings(allowed, false, List.of(names.address())), registry, trust);
        canaryPort = vertx.createHttpServer()
                .connectionHandler(connection -> canaryConnections.incrementAndGet())
                .requestHandler(request -> request.response().end("reached"))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    /** Starts a server on an address that counts as public and returns its base URL. */
    String serve(Handler<HttpServerRequest> handler) {
        return "http://" + PUBLIC + ":" + listen(PUBLIC, handler).actualPort();
    }

    HttpServer listen(String address, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, address)
                .await();
    }

    /** Returns a client for URLs of users with any port. */
    OutboundClient users() {
        return users(OutboundLimits.defaults());
    }

    OutboundClient users(OutboundLimits limits) {
        return outbound.client(OutboundTarget.userUrls("users").withLimits(limits.withPorts(Set.of())));
    }

    static RequestContext context() {
        return RequestContext.system("test", TIMEOUT);
    }

    static Future<OutboundResponse> start(OutboundClient client, OutboundRequest request) {
        return client.send(request, context());
    }

    static OutboundResponse send(OutboundClient client, OutboundRequest request) {
        return TestFutures.get(start(client, request), TIMEOUT);
    }

    static OutboundResponse get(OutboundClient client, String url) {
        return send(client, OutboundRequest.get(url));
    }

    /** Returns the error of a call, which must have one. */
    static OutboundError error(Future<OutboundResponse> call) {
        Throwable cause = catchThrowable(() -> TestFutures.get(call, TIMEOUT));
        assertThat(cause).isInstanceOf(OutboundException.class);
        return ((OutboundException) cause).error();
    }

    static OutboundError error(OutboundClient client, String url) {
        return error(start(client, OutboundRequest.get(url)));
    }

    @Override
    public void close() {
        outbound.close().await();
        vertx.close().await();
        names.close();
    }
}
