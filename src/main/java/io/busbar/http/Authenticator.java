package io.busbar.http;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.SessionCookie;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * Who sends a request. A bearer token wins over a cookie, and one that does not hold is refused wherever it is sent: its sender means to
 * be somebody. A cookie that does not hold makes its sender nobody: browsers send old ones along, and reading public things must go on.
 */
final class Authenticator {
    private static final Future<Caller.Who> NOBODY = Future.succeededFuture(new Caller.Nobody());

    private final AccessTokens tokens;
    private final Cors cors;

    Authenticator(AccessTokens tokens, Cors cors) {
        this.tokens = tokens;
        this.cors = cors;
    }

    /** Fails with {@code UNAUTHORIZED} for a bad bearer token, {@code FORBIDDEN} for what another site may have caused. */
    Future<Caller.Who> identify(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String authorization = headers.get(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            List<String> all = headers.getAll(HttpHeaders.AUTHORIZATION);
            if (all.size() > 1 || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
                return Future.failedFuture(
                        Failure.of(FailureCode.UNAUTHORIZED, "The Authorization header must be one bearer token"));
            }
            return tokens.verify(authorization.substring(7).strip()).<Caller.Who>map(AccessTokens.Claims::caller);
        }
        String cookie = headers.get(HttpHeaders.COOKIE);
        if (cookie == null) {
            return NOBODY;
        }
        SessionCookies cookies = exchange.cookies();
        if (changes(exchange.method()) && cookies.any(cookie) && !fromOwnPages(exchange)) {
            return Future.failedFuture(foreign());
        }
        String token = cookies.read(SessionCookie.ACCESS, cookie);
        return token == null
                ? NOBODY
                : tokens.verify(token)
                        .<Caller.Who>map(AccessTokens.Claims::caller)
                        .recover(error -> isRefusal(error) ? NOBODY : Future.failedFuture(error));
    }

    /**
     * Refuses to change a session for a page of another site: it could sign its visitors in as somebody else.
     *
     * @throws Failure {@code FORBIDDEN}
     */
    void mustNotBeForeign(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String origin = headers.get(HttpHeaders.ORIGIN);
        boolean foreign = origin == null
                ? headers.contains(HeaderNames.SEC_FETCH_SITE) && !fromOwnPages(exchange)
                : !isOurs(origin, exchange);
        if (foreign) {
            throw foreign();
        }
    }

    /**
     * Refuses a socket to the page of another site, whatever it comes with; and one that comes with a session unless the browser vouches
     * for its page.
     *
     * @throws Failure {@code FORBIDDEN}
     */
    void mayOpenSocket(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String origin = headers.get(HttpHeaders.ORIGIN);
        String cookie = headers.get(HttpHeaders.COOKIE);
        boolean session = cookie != null && exchange.cookies().any(cookie);
        if (origin == null ? session && !fromOwnPages(exchange) : !isOurs(origin, exchange)) {
            throw Failure.of(
                    FailureCode.FORBIDDEN, "A socket is opened to pages of this site and of allowed origins alone");
        }
    }

    private static Failure foreign() {
        return Failure.of(
                FailureCode.FORBIDDEN,
                "A request about a session must come from a page of this site or an allowed one");
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED;
    }

    private static boolean changes(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD) && !method.equals(HttpMethod.OPTIONS);
    }

    /**
     * Whether the browser vouches that one of our own pages, or one of an allowed origin, sent this. Browsers send at least one of the two
     * headers with every request that changes something; a request with neither is nobody's page.
     */
    private boolean fromOwnPages(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String site = headers.get(HeaderNames.SEC_FETCH_SITE);
        if ("cross-site".equals(site)) {
            return false;
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        return origin == null ? "same-origin".equals(site) || "none".equals(site) : isOurs(origin, exchange);
    }

    private boolean isOurs(String origin, Exchange exchange) {
        return cors.allows(origin) || origin.equals(exchange.ownOrigin());
    }
}
