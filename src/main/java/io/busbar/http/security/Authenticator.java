package io.busbar.http.security;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.response.SessionCookie;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.busbar.tokens.AccessTokens;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/**
 * Authenticates requests by bearer token or session cookie. A bearer token takes precedence over a cookie. An invalid bearer token
 * is always rejected, because the client intends to be authenticated. An invalid cookie makes the request anonymous, because
 * browsers keep sending old cookies and public reads must keep working.
 */
public final class Authenticator {
    private static final Future<RequestContext.Principal> ANONYMOUS =
            Future.succeededFuture(new RequestContext.AnonymousPrincipal());

    private final AccessTokens tokens;
    private final Cors cors;

    public Authenticator(AccessTokens tokens, Cors cors) {
        this.tokens = tokens;
        this.cors = cors;
    }

    /**
     * Returns the principal of the request. Fails with {@code UNAUTHORIZED} for an invalid bearer token, and with {@code FORBIDDEN}
     * for an unsafe request with a session cookie that another site may have caused.
     */
    public Future<RequestContext.Principal> authenticate(Exchange exchange) {
        String authorization = exchange.request.headers().get(HttpHeaders.AUTHORIZATION);
        return authorization == null
                ? authenticateByCookie(exchange)
                : authenticateByBearer(exchange.request.headers(), authorization);
    }

    private Future<RequestContext.Principal> authenticateByBearer(MultiMap headers, String authorization) {
        boolean isBearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        if (!isBearer || headers.getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
            return Future.failedFuture(Failure.of(
                    FailureCode.UNAUTHORIZED, "The Authorization header must contain exactly one bearer token"));
        }
        return verify(authorization.substring(7).strip());
    }

    private Future<RequestContext.Principal> authenticateByCookie(Exchange exchange) {
        String cookieHeader = exchange.request.headers().get(HttpHeaders.COOKIE);
        if (cookieHeader == null) {
            return ANONYMOUS;
        }
        SessionCookies cookies = exchange.cookies();
        if (isUnsafe(exchange.method()) && cookies.hasSession(cookieHeader) && !isFromAllowedPage(exchange)) {
            return Future.failedFuture(crossOriginFailure());
        }
        String token = cookies.read(SessionCookie.ACCESS, cookieHeader);
        if (token == null) {
            return ANONYMOUS;
        }
        return verify(token).recover(error -> isUnauthorized(error) ? ANONYMOUS : Future.failedFuture(error));
    }

    private Future<RequestContext.Principal> verify(String token) {
        return tokens.verify(token).map(AccessTokens.Claims::principal);
    }

    /**
     * Rejects session changes caused by pages of other sites, which could otherwise sign their visitors in to a foreign account
     * (login CSRF).
     *
     * @throws Failure {@code FORBIDDEN}
     */
    public void requireSameOrigin(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String origin = headers.get(HttpHeaders.ORIGIN);
        boolean isCrossOrigin = origin == null
                ? headers.contains(HeaderNames.SEC_FETCH_SITE) && !isFromAllowedPage(exchange)
                : !isAllowedOrigin(origin, exchange);
        Require.that(!isCrossOrigin, Authenticator::crossOriginFailure);
    }

    /**
     * Rejects sockets opened by pages of other sites, with or without credentials. A socket with a session cookie also requires the
     * browser to confirm the origin of its page.
     *
     * @throws Failure {@code FORBIDDEN}
     */
    public void authorizeSocket(Exchange exchange) {
        MultiMap headers = exchange.request.headers();
        String origin = headers.get(HttpHeaders.ORIGIN);
        String cookieHeader = headers.get(HttpHeaders.COOKIE);
        boolean hasSession = cookieHeader != null && exchange.cookies().hasSession(cookieHeader);
        boolean isAllowed =
                origin == null ? !hasSession || isFromAllowedPage(exchange) : isAllowedOrigin(origin, exchange);
        Require.that(
                isAllowed,
                () -> Failure.of(
                        FailureCode.FORBIDDEN,
                        "Sockets can only be opened from pages of this site or of an allowed origin"));
    }

    private static Failure crossOriginFailure() {
        return Failure.of(
                FailureCode.FORBIDDEN,
                "Requests with a session cookie must come from a page of this site or of an allowed origin");
    }

    private static boolean isUnauthorized(Throwable error) {
        return error instanceof Failure failure && failure.code() == FailureCode.UNAUTHORIZED;
    }

    private static boolean isUnsafe(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD) && !method.equals(HttpMethod.OPTIONS);
    }

    /**
     * Returns whether the browser confirms that a page of this site or of an allowed origin sent the request. Browsers send {@code
     * Origin} or {@code Sec-Fetch-Site} with every request that changes something, so a request with neither does not come from a
     * page.
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
