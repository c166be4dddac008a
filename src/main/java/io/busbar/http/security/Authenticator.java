package io.busbar.http.security;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.response.SessionCookie;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
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
public final class Authenticator {
    private static final Future<RequestContext.Principal> ANONYMOUS =
            Future.succeededFuture(new RequestContext.Anonymous());

    private final AccessTokens tokens;
    private final Cors cors;

    public Authenticator(AccessTokens tokens, Cors cors) {
        this.tokens = tokens;
        this.cors = cors;
    }

    /** Fails with {@code UNAUTHORIZED} for a bad bearer token, {@code FORBIDDEN} for what another site may have caused. */
    public Future<RequestContext.Principal> authenticate(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String authorization = headers.get(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
            if (values.size() > 1 || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
                return Future.failedFuture(
                        Failure.of(FailureCode.UNAUTHORIZED, "The Authorization header must be one bearer token"));
            }
            return tokens.verify(authorization.substring(7).strip())
                    .<RequestContext.Principal>map(AccessTokens.Claims::caller);
        }
        String cookieHeader = headers.get(HttpHeaders.COOKIE);
        if (cookieHeader == null) {
            return ANONYMOUS;
        }
        SessionCookies cookies = exchange.cookies();
        if (isUnsafe(exchange.method()) && cookies.hasSession(cookieHeader) && !isFromAllowedPage(exchange)) {
            return Future.failedFuture(crossOriginFailure());
        }
        String token = cookies.read(SessionCookie.ACCESS, cookieHeader);
        return token == null
                ? ANONYMOUS
                : tokens.verify(token)
                        .<RequestContext.Principal>map(AccessTokens.Claims::caller)
                        .recover(error -> isUnauthorized(error) ? ANONYMOUS : Future.failedFuture(error));
    }

    /**
     * Refuses to change a session for a page of another site: it could sign its visitors in as somebody else.
     *
     * @throws Failure {@code FORBIDDEN}
     */
    public void requireSameOrigin(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String origin = headers.get(HttpHeaders.ORIGIN);
        boolean isCrossOrigin = origin == null
                ? headers.contains(HeaderNames.SEC_FETCH_SITE) && !isFromAllowedPage(exchange)
                : !isAllowedOrigin(origin, exchange);
        if (isCrossOrigin) {
            throw crossOriginFailure();
        }
    }

    /**
     * Refuses a socket to the page of another site, whatever it comes with; and one that comes with a session unless the browser vouches
     * for its page.
     *
     * @throws Failure {@code FORBIDDEN}
     */
    public void authorizeSocket(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String origin = headers.get(HttpHeaders.ORIGIN);
        String cookieHeader = headers.get(HttpHeaders.COOKIE);
        boolean hasSession = cookieHeader != null && exchange.cookies().hasSession(cookieHeader);
        if (origin == null ? hasSession && !isFromAllowedPage(exchange) : !isAllowedOrigin(origin, exchange)) {
            throw Failure.of(
                    FailureCode.FORBIDDEN, "A socket is opened to pages of this site and of allowed origins alone");
        }
    }

    private static Failure crossOriginFailure() {
        return Failure.of(
                FailureCode.FORBIDDEN,
                "A request about a session must come from a page of this site or an allowed one");
    }

    private static boolean isUnauthorized(Throwable error) {
        return error instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED;
    }

    private static boolean isUnsafe(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD) && !method.equals(HttpMethod.OPTIONS);
    }

    /**
     * Whether the browser vouches that one of our own pages, or one of an allowed origin, sent this. Browsers send at least one of the two
     * headers with every request that changes something; a request with neither is nobody's page.
     */
    private boolean isFromAllowedPage(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String fetchSite = headers.get(HeaderNames.SEC_FETCH_SITE);
        if ("cross-site".equals(fetchSite)) {
            return false;
        }
        String origin = headers.get(HttpHeaders.ORIGIN);
        return origin == null
                ? "same-origin".equals(fetchSite) || "none".equals(fetchSite)
                : isAllowedOrigin(origin, exchange);
    }

    private boolean isAllowedOrigin(String origin, Exchange exchange) {
        return cors.allows(origin) || origin.equals(exchange.ownOrigin());
    }
}
