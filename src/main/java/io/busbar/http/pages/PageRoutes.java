package io.busbar.http.pages;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.bridge.EventLoopSockets;
import io.busbar.http.openapi.ApiDocs;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.http.request.FramingCheck;
import io.busbar.http.server.AllowedMethods;
import io.busbar.http.server.ConnectionTracker;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.FrontendContext;
import io.busbar.http.server.SockJsRoute;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Routes of the node's own endpoints, which belong to no service: pages, documents, health, metrics, keys and sockets. */
public final class PageRoutes {
    /** Paths of the health endpoint below the API prefix. */
    public static final Set<String> API_HEALTH_PATHS = Set.of("/api/health", "/api/v1/health");

    private static final String EXCHANGE_KEY = "exchange";
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final AllowedMethods ALLOWED_METHODS =
            AllowedMethods.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final FrontendContext frontend;
    private final WelcomePage welcomePage;
    private final HealthEndpoint healthEndpoint;
    private final MetricsEndpoint metricsEndpoint;
    private final AccessTokens tokens;
    private final ApiDocs apiDocs;
    private final @Nullable MailPage mailPage;

    public PageRoutes(FrontendContext frontend, FrontendDependencies dependencies, List<Contract> contracts) {
        this.frontend = frontend;
        welcomePage = new WelcomePage(OpenApiDocument.VERSION);
        healthEndpoint = new HealthEndpoint(dependencies.healthCheck(), frontend);
        metricsEndpoint = new MetricsEndpoint(dependencies.meterRegistry(), frontend);
        tokens = dependencies.tokens();
        apiDocs = new ApiDocs(contracts, dependencies.operationSetView());
        mailPage = dependencies.mailbox() == null ? null : new MailPage(dependencies.mailbox());
    }

    /** Creates the router of one verticle. */
    public Router router(Vertx vertx, ConnectionTracker tracker, EventLoopSockets eventLoopSockets) {
        Router router = Router.router(vertx);
        Function<RoutingContext, Exchange> exchangeOf = context -> exchangeOf(context, tracker);
        addExchange(router, exchangeOf);
        addMonitoring(router);
        SockJsRoute.addTo(router, frontend, tracker, exchangeOf, eventLoopSockets);
        // Not rate limited: a page loads dozens of files, and serving one is cheaper than checking the limit.
        addPageIf(router, MarketplacePage.FILES_PATH + "*", welcomePage::isFile, welcomePage::serveFile);
        router.route()
                .handler(context ->
                        frontend.rateLimitGate().admit(exchangeOf.apply(context), RateTier.GENERAL, context::next));
        addPage(router, "/", welcomePage::serve);
        addPage(router, "/.well-known/jwks.json", this::serveJwks);
        addMailbox(router);
        addApiDocs(router);
        addPageIf(router, "/*", welcomePage::isView, welcomePage::serve);
        addErrorHandlers(router, exchangeOf);
        return router;
    }

    private static void addExchange(Router router, Function<RoutingContext, Exchange> exchangeOf) {
        router.route().handler(context -> {
            Exchange exchange = exchangeOf.apply(context);
            FramingCheck.check(exchange);
            context.next();
        });
    }

    /** Not rate limited: monitoring systems must always get through, and both endpoints are cheap. */
    private void addMonitoring(Router router) {
        addPage(router, "/health", healthEndpoint::serve);
        API_HEALTH_PATHS.forEach(path -> addPage(router, path, healthEndpoint::serve));
        addPage(router, "/metrics", metricsEndpoint::serve);
    }

    private void addMailbox(Router router) {
        MailPage page = mailPage;
        if (page == null) {
            return;
        }
        router.route(MailPage.PATH).handler(context -> {
            Exchange exchange = context.get(EXCHANGE_KEY);
            if (page.isLocal(exchange)) {
                dispatch(exchange, page::serve, MailPage.ALLOWED_METHODS);
            } else {
                context.next();
            }
        });
    }

    private void addApiDocs(Router router) {
        for (String path : apiDocs.paths()) {
            addPage(router, path, exchange -> exchange.then(apiDocs.get(path), document -> document.serve(exchange)));
        }
    }

    private static void addErrorHandlers(Router router, Function<RoutingContext, Exchange> exchangeOf) {
        router.route()
                .handler(context ->
                        exchangeOf.apply(context).fail(Failure.of(FailureCode.NOT_FOUND, "This path does not exist")));
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, context -> {
                Throwable failure = context.failure();
                FailureCode code = status == 413 ? FailureCode.PAYLOAD_TOO_LARGE : FailureCode.MALFORMED_REQUEST;
                exchangeOf.apply(context).fail(failure == null ? Failure.of(code) : failure);
            });
        }
    }

    private static void addPage(Router router, String path, Consumer<Exchange> page) {
        router.route(path).handler(context -> dispatch(context.get(EXCHANGE_KEY), page, ALLOWED_METHODS));
    }

    /** Adds a page at those of the paths for which {@code matches} is true. */
    private static void addPageIf(Router router, String paths, Predicate<Exchange> matches, Consumer<Exchange> page) {
        router.route(paths).handler(context -> {
            Exchange exchange = context.get(EXCHANGE_KEY);
            if (matches.test(exchange)) {
                dispatch(exchange, page, ALLOWED_METHODS);
            } else {
                context.next();
            }
        });
    }

    private static void dispatch(Exchange exchange, Consumer<Exchange> page, AllowedMethods allowedMethods) {
        if (allowedMethods.serves(exchange.method())) {
            exchange.deadline.startProcessing(TIME_LIMIT, System.nanoTime());
            exchange.attempt(page, exchange);
        } else {
            allowedMethods.respond(exchange);
        }
    }

    private void serveJwks(Exchange exchange) {
        exchange.response.headers().set(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
        exchange.responseWriter.end(
                200, "application/jwk-set+json", Buffer.buffer(tokens.jwks().encode()));
    }

    /** Returns the exchange of a request. Creates it on first use, which may be in an error handler before any route. */
    private static Exchange exchangeOf(RoutingContext context, ConnectionTracker tracker) {
        Exchange existing = context.get(EXCHANGE_KEY);
        if (existing != null) {
            return existing;
        }
        Exchange newExchange = tracker.beginExchange(context.request());
        context.put(EXCHANGE_KEY, newExchange);
        return newExchange;
    }
}
