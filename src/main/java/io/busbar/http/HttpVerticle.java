package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.http.bridge.Sockets;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the front. All instances listen on the same port. */
final class HttpVerticle extends VerticleBase {
    private final FrontContext site;
    private final RouteTable routes;
    private final Pages pages;
    private final int port;
    private @Nullable HttpServer server;
    private @Nullable ConnectionTracker traffic;
    private @Nullable Sockets sockets;

    HttpVerticle(FrontContext site, RouteTable routes, Pages pages, int port) {
        this.site = site;
        this.routes = routes;
        this.pages = pages;
        this.port = port;
    }

    @Override
    public Future<?> start() {
        ConnectionTracker here = new ConnectionTracker(site, vertx);
        traffic = here;
        Sockets opening = site.bridge().sockets(vertx);
        sockets = opening;
        RequestRouter entrance = new RequestRouter(site, here, routes, pages.router(vertx, here, opening));
        HttpServer opened = vertx.createHttpServer(ServerOptions.of(site.settings()));
        server = opened;
        return opened.requestHandler(entrance)
                .invalidRequestHandler(request -> refuse(here, request))
                .connectionHandler(here::connected)
                .listen(port, site.settings().host());
    }

    /** What could not be read as a request at all. The connection is closed after the answer, since nobody knows where it stands. */
    private static void refuse(ConnectionTracker traffic, HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        FailureCode code = cause instanceof TooLongHttpLineException
                ? FailureCode.URI_TOO_LONG
                : cause instanceof TooLongHttpHeaderException
                        ? FailureCode.HEADERS_TOO_LARGE
                        : FailureCode.MALFORMED_REQUEST;
        Exchange exchange = traffic.begin(request);
        exchange.peer.closing = !exchange.peer.multiplexed;
        exchange.response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        exchange.fail(Failure.of(code));
    }

    int port() {
        return server == null ? 0 : server.actualPort();
    }

    Future<Void> drain() {
        return traffic == null || sockets == null
                ? Future.succeededFuture()
                : Future.all(traffic.drain(), sockets.drain()).mapEmpty();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }
}
