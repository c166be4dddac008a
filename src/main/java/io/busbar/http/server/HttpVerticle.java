package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.http.bridge.EventLoopSockets;
import io.busbar.http.pages.PageRoutes;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The part of the frontend that runs on one event loop. All instances listen on the same port. */
public final class HttpVerticle extends VerticleBase {
    private final FrontendContext frontend;
    private final RouteTable routes;
    private final RuntimeRouter runtimeRouter;
    private final PageRoutes pageRoutes;
    private final int port;
    private @Nullable HttpServer server;
    private @Nullable ConnectionTracker tracker;
    private @Nullable EventLoopSockets eventLoopSockets;

    public HttpVerticle(
            FrontendContext frontend, RouteTable routes, RuntimeRouter runtimeRouter, PageRoutes pageRoutes, int port) {
        this.frontend = frontend;
        this.routes = routes;
        this.runtimeRouter = runtimeRouter;
        this.pageRoutes = pageRoutes;
        this.port = port;
    }

    @Override
    public Future<?> start() {
        ConnectionTracker newTracker = new ConnectionTracker(frontend, vertx);
        tracker = newTracker;
        EventLoopSockets newSockets = frontend.bridge().sockets(vertx);
        eventLoopSockets = newSockets;
        RequestRouter requestRouter = new RequestRouter(
                frontend, newTracker, routes, runtimeRouter, pageRoutes.router(vertx, newTracker, newSockets));
        HttpServer newServer = vertx.createHttpServer(ServerOptions.of(frontend.settings()));
        server = newServer;
        return newServer
                .requestHandler(requestRouter)
                .invalidRequestHandler(request -> rejectUnreadableRequest(newTracker, request))
                .connectionHandler(newTracker::connectionOpened)
                .listen(port, frontend.settings().host());
    }

    /**
     * Responds to data that could not be parsed as a request, and closes the connection, because the start of the next request is
     * unknown.
     */
    private static void rejectUnreadableRequest(ConnectionTracker tracker, HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        FailureCode code = cause instanceof TooLongHttpLineException
                ? FailureCode.URI_TOO_LONG
                : cause instanceof TooLongHttpHeaderException
                        ? FailureCode.HEADERS_TOO_LARGE
                        : FailureCode.MALFORMED_REQUEST;
        Exchange exchange = tracker.beginExchange(request);
        exchange.clientConnection.closing = !exchange.clientConnection.multiplexed;
        exchange.response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        exchange.fail(Failure.of(code));
    }

    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    public Future<Void> drain() {
        return tracker == null || eventLoopSockets == null
                ? Future.succeededFuture()
                : Future.all(tracker.drain(), eventLoopSockets.drain()).mapEmpty();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
