package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.response.SessionCookie;
import io.busbar.http.bridge.Bridge;
import io.busbar.http.bridge.EventLoopSockets;
import io.busbar.http.bridge.Handshake;
import io.busbar.http.request.QueryString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The route on which browsers open sockets. It forwards requests from allowed origins to SockJS, and gives the bridge the client's
 * identity.
 */
public final class SockJsRoute {
    private static final Pattern ALLOWED_PATHS =
            Pattern.compile(Bridge.PATH + "(/info|/websocket|/[^/.]+/[^/.]+/websocket)");
    /** The query parameter with which SockJS clients prevent cached responses. */
    private static final String CACHE_BUSTER = "t";

    private static final AllowedMethods ALLOWED_METHODS = AllowedMethods.of(HttpMethod.GET, HttpMethod.OPTIONS);

    private final FrontendContext frontend;
    private final ConnectionTracker tracker;
    private final Function<RoutingContext, Exchange> exchangeOf;
    private final EventLoopSockets eventLoopSockets;

    private SockJsRoute(
            FrontendContext frontend,
            ConnectionTracker tracker,
            Function<RoutingContext, Exchange> exchangeOf,
            EventLoopSockets eventLoopSockets) {
        this.frontend = frontend;
        this.tracker = tracker;
        this.exchangeOf = exchangeOf;
        this.eventLoopSockets = eventLoopSockets;
    }

    /** Adds the route to the router of the node's own endpoints. */
    public static void addTo(
            Router router,
            FrontendContext frontend,
            ConnectionTracker tracker,
            Function<RoutingContext, Exchange> exchangeOf,
            EventLoopSockets eventLoopSockets) {
        SockJsRoute route = new SockJsRoute(frontend, tracker, exchangeOf, eventLoopSockets);
        String pathPattern = Bridge.PATH + "/*";
        router.route(pathPattern).handler(route::admit);
        router.route(pathPattern).handler(route::liftTimeLimit);
        router.route(pathPattern).subRouter(eventLoopSockets.router());
    }

    private void admit(RoutingContext context) {
        Exchange exchange = exchangeOf.apply(context);
        exchange.attempt(this::validate, exchange);
        if (exchange.isCompleted()) {
            return;
        }
        if (!ALLOWED_METHODS.serves(exchange.method())) {
            ALLOWED_METHODS.respond(exchange);
            return;
        }
        context.addHeadersEndHandler(v -> {
            exchange.responseWriter.setConnectionHeader();
            replaceCorsHeaders(exchange);
        });
        context.put(Handshake.KEY, handshake(exchange));
        frontend.rateLimitGate().admit(exchange, RateTier.GENERAL, () -> {
            context.next();
            exchange.body.resume();
        });
    }

    /** Lifts the time limit of the request, because a socket stays open as long as the client wants. */
    private void liftTimeLimit(RoutingContext context) {
        exchangeOf.apply(context).deadline.lift();
        context.next();
    }

    /**
     * Checks the path, the query and the state of the node. Query parameters other than SockJS's are rejected, because URLs, and
     * tokens in them, end up in proxy logs and browser histories.
     */
    private void validate(Exchange exchange) {
        if (!ALLOWED_PATHS.matcher(exchange.path()).matches()) {
            throw Failure.of(FailureCode.NOT_FOUND, "This path does not exist");
        }
        if (QueryString.parse(exchange.request.query()).names().stream().anyMatch(name -> !name.equals(CACHE_BUSTER))) {
            throw Failure.of(
                    FailureCode.MALFORMED_REQUEST,
                    "This URL takes only the query parameter t; send the token in the headers of a frame");
        }
        if (frontend.isDraining()) {
            throw Failure.unavailable("This node is shutting down; connect again", Duration.ofSeconds(1));
        }
        if (eventLoopSockets.isFull()) {
            throw Failure.unavailable("This node has reached its limit of open sockets", Duration.ofSeconds(5));
        }
        if (!exchange.path().equals(Bridge.PATH + "/info")) {
            frontend.authenticator().authorizeSocket(exchange);
        }
    }

    private Handshake handshake(Exchange exchange) {
        String cookieHeader = exchange.request.headers().get(HttpHeaders.COOKIE);
        return new Handshake(
                exchange.clientAddress.ip(),
                exchange.clientAddress.rateLimitSubject(),
                cookieHeader == null ? null : exchange.cookies().read(SessionCookie.ACCESS, cookieHeader),
                () -> tracker.webSocketOpened(exchange),
                () -> ConnectionChannel.abort(exchange.clientConnection.httpConnection));
    }

    /** Replaces the CORS headers of SockJS, which allow any origin, with those of the frontend. */
    private void replaceCorsHeaders(Exchange exchange) {
        MultiMap responseHeaders = exchange.response.headers();
        responseHeaders.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
        responseHeaders.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS);
        responseHeaders.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS);
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            frontend.cors().addHeaders(origin, responseHeaders);
        }
    }
}
