package io.busbar.http;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.http.assets.MarketplacePage;
import io.busbar.http.bridge.Sockets;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.http.openapi.Reference;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pages of the front itself, which are no operations of any service. */
final class Pages {
    /** Those that stand where operations do. */
    static final Set<String> BELOW_API = Set.of("/api/health", "/api/v1/health");

    private static final String EXCHANGE = "exchange";
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private final FrontContext site;
    private final WelcomePage welcome;
    private final HealthPage health;
    private final MetricsPage metrics;
    private final AccessTokens tokens;
    private final Reference reference;
    private final @Nullable MailPage mail;

    Pages(FrontContext site, FrontParts parts, List<Contract> contracts) {
        this.site = site;
        welcome = new WelcomePage(OpenApiDocument.VERSION);
        health = new HealthPage(parts.health(), site);
        metrics = new MetricsPage(parts.meters(), site);
        tokens = parts.tokens();
        reference = new Reference(contracts);
        mail = parts.mailbox() == null ? null : new MailPage(parts.mailbox());
    }

    /** Their routes, for one verticle. */
    Router router(Vertx vertx, ConnectionTracker traffic, Sockets sockets) {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            Exchange exchange = exchange(context, traffic);
            Framing.check(exchange);
            context.addHeadersEndHandler(v -> exchange.beforeHead());
            context.next();
        });
        // Asked for by machines that must not be turned away; both are cheap.
        page(router, "/health", health::show);
        BELOW_API.forEach(path -> page(router, path, health::show));
        page(router, "/metrics", metrics::show);
        SocketEntrance.addTo(router, site, traffic, context -> exchange(context, traffic), sockets);
        // A page has dozens of them, which cost less than telling whether they are too many.
        pageIf(router, MarketplacePage.FILES + "*", welcome::isFile, welcome::file);
        router.route()
                .handler(
                        context -> site.admission().admit(exchange(context, traffic), RateTier.GENERAL, context::next));
        page(router, "/", welcome::show);
        page(router, "/.well-known/jwks.json", this::keys);
        if (mail != null) {
            router.route(MailPage.PATH).handler(context -> {
                Exchange exchange = context.get(EXCHANGE);
                if (mail.isFor(exchange)) {
                    answer(
                            exchange,
                            mail::show,
                            MailPage.METHODS,
                            exchange.method().equals(HttpMethod.DELETE));
                } else {
                    context.next();
                }
            });
        }
        reference
                .paths()
                .forEach(path -> page(
                        router,
                        path,
                        exchange -> exchange.then(reference.at(path), ready -> ready.answer(exchange.request))));
        pageIf(router, "/*", welcome::isView, welcome::show);
        router.route()
                .handler(context -> exchange(context, traffic)
                        .fail(Failure.of(FailureCode.NOT_FOUND, "There is nothing at this path")));
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, context -> {
                Throwable failure = context.failure();
                FailureCode code = status == 413 ? FailureCode.PAYLOAD_TOO_LARGE : FailureCode.MALFORMED_REQUEST;
                exchange(context, traffic).fail(failure == null ? Failure.of(code) : failure);
            });
        }
        return router;
    }

    private void page(Router router, String path, Consumer<Exchange> page) {
        router.route(path).handler(context -> answer(context.get(EXCHANGE), page, METHODS, false));
    }

    /** A page at those of the paths that it knows. */
    private void pageIf(Router router, String paths, Predicate<Exchange> known, Consumer<Exchange> page) {
        router.route(paths).handler(context -> {
            Exchange exchange = context.get(EXCHANGE);
            if (known.test(exchange)) {
                answer(exchange, page, METHODS, false);
            } else {
                context.next();
            }
        });
    }

    private void answer(Exchange exchange, Consumer<Exchange> page, String methods, boolean further) {
        HttpMethod method = exchange.method();
        if (further || method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            exchange.working(TIME_LIMIT);
            exchange.attempt(page, exchange);
            return;
        }
        exchange.response.headers().set(HttpHeaders.ALLOW, methods);
        if (method.equals(HttpMethod.OPTIONS)) {
            String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
            if (origin != null) {
                site.cors().preflight(origin, methods, exchange.response.headers());
            }
            exchange.end(204);
        } else {
            exchange.fail(Failure.of(FailureCode.METHOD_NOT_ALLOWED, "This path answers " + methods));
        }
    }

    private void keys(Exchange exchange) {
        exchange.response.headers().set(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
        exchange.end(
                200, "application/jwk-set+json", Buffer.buffer(tokens.jwks().encode()));
    }

    /** The exchange of a request; begun when it is first asked for, which may be by an error before any route. */
    private static Exchange exchange(RoutingContext context, ConnectionTracker traffic) {
        Exchange known = context.get(EXCHANGE);
        if (known != null) {
            return known;
        }
        Exchange begun = traffic.begin(context.request());
        context.put(EXCHANGE, begun);
        return begun;
    }
}
