package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.SessionCookie;
import io.busbar.http.bridge.Bridge;
import io.busbar.http.bridge.Handshake;
import io.busbar.http.bridge.Sockets;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Where browsers come in to open a socket: it lets SockJS see requests for its transports from pages that may have one, and tells the
 * bridge who they are.
 */
final class SocketEntrance {
    private static final Pattern TRANSPORTS =
            Pattern.compile(Bridge.PATH + "(/info|/websocket|/[^/.]+/[^/.]+/websocket)");
    private static final String METHODS = "GET, OPTIONS";

    private final FrontContext site;
    private final ConnectionTracker traffic;
    private final Function<RoutingContext, Exchange> exchanges;
    private final Sockets sockets;

    private SocketEntrance(
            FrontContext site,
            ConnectionTracker traffic,
            Function<RoutingContext, Exchange> exchanges,
            Sockets sockets) {
        this.site = site;
        this.traffic = traffic;
        this.exchanges = exchanges;
        this.sockets = sockets;
    }

    /** Adds it to the routes of the front's pages. */
    static void addTo(
            Router router,
            FrontContext site,
            ConnectionTracker traffic,
            Function<RoutingContext, Exchange> exchanges,
            Sockets sockets) {
        SocketEntrance entrance = new SocketEntrance(site, traffic, exchanges, sockets);
        String below = Bridge.PATH + "/*";
        router.route(below).handler(entrance::enter);
        router.route(below).handler(entrance::arrived);
        router.route(below).subRouter(sockets.router());
    }

    private void enter(RoutingContext context) {
        Exchange exchange = exchanges.apply(context);
        exchange.attempt(this::check, exchange);
        if (exchange.isOver()) {
            return;
        }
        HttpMethod method = exchange.method();
        if (method.equals(HttpMethod.OPTIONS)) {
            preflight(exchange);
            return;
        }
        if (!method.equals(HttpMethod.GET)) {
            exchange.response.headers().set(HttpHeaders.ALLOW, METHODS);
            exchange.fail(Failure.of(FailureCode.METHOD_NOT_ALLOWED, "This path answers " + METHODS));
            return;
        }
        context.addHeadersEndHandler(v -> onlyOurOrigins(exchange));
        context.put(Handshake.KEY, handshake(exchange));
        if (exchange.hasBody()) {
            exchange.reading();
        }
        site.admission().admit(exchange, RateTier.GENERAL, () -> {
            context.next();
            exchange.resume();
        });
    }

    /** From now on it takes as long as the client stays. */
    private void arrived(RoutingContext context) {
        exchanges.apply(context).sending();
        context.next();
    }

    /** What else is in an address ends up in logs of proxies and histories of browsers, a token above all. */
    private void check(Exchange exchange) {
        if (!TRANSPORTS.matcher(exchange.path()).matches()) {
            throw Failure.of(FailureCode.NOT_FOUND, "There is nothing at this path");
        }
        if (Query.parse(exchange.request.query()).names().stream().anyMatch(name -> !name.equals("t"))) {
            throw Failure.of(
                    FailureCode.MALFORMED_REQUEST,
                    "The address takes no parameters; a token comes in a frame's headers");
        }
        if (site.draining()) {
            throw Failure.unavailable("This node is leaving; connect again", Duration.ofSeconds(1));
        }
        if (sockets.isFull()) {
            throw Failure.unavailable("This node has all the sockets that it can have", Duration.ofSeconds(5));
        }
        if (!exchange.path().equals(Bridge.PATH + "/info")) {
            site.guard().mayOpenSocket(exchange);
        }
    }

    private Handshake handshake(Exchange exchange) {
        String cookies = exchange.request.headers().get(HttpHeaders.COOKIE);
        return new Handshake(
                exchange.client.text(),
                exchange.client.subject(),
                cookies == null ? null : exchange.cookies().read(SessionCookie.ACCESS, cookies),
                () -> traffic.opened(exchange),
                () -> ListeningSocket.abort(exchange.peer.connection));
    }

    private void preflight(Exchange exchange) {
        exchange.response.headers().set(HttpHeaders.ALLOW, METHODS);
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            site.cors().preflight(origin, METHODS, exchange.response.headers());
        }
        exchange.end(204);
    }

    /** SockJS opens its answers to all the world; who may read them is decided here. */
    private void onlyOurOrigins(Exchange exchange) {
        MultiMap answer = exchange.response.headers();
        answer.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
        answer.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS);
        answer.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS);
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            site.cors().open(origin, answer);
        }
    }
}
