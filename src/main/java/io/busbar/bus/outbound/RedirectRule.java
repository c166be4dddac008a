package io.busbar.bus.outbound;

import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a redirect into the next request. Each hop is parsed and checked like the first URL. */
final class RedirectRule {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> KEEPING_METHOD = Set.of(307, 308);

    /** All other headers may carry a secret and are not sent to another origin. */
    private static final Set<String> HEADERS_FOR_OTHERS =
            Set.of("accept", "accept-language", "content-type", "user-agent");

    private RedirectRule() {}

    /** Returns where the response redirects to; empty if it doesn't. */
    static Optional<OutboundUrl> next(OutboundTarget target, OutboundUrl url, OutboundResponse response) {
        Optional<String> location = response.header("Location");
        if (!REDIRECTS.contains(response.status()) || location.isEmpty()) {
            return Optional.empty();
        }
        OutboundUrl next = url.resolve(location.get(), target.limits().ports());
        if (url.tls() && !next.tls()) {
            throw new OutboundUrl.RefusedUrlException("redirects from https to http");
        }
        if (target.isVendor() && !url.hasSameOrigin(next)) {
            throw new OutboundUrl.RefusedUrlException("redirects to another host than the vendor's");
        }
        return Optional.of(next);
    }

    /** Returns the request for the next hop. */
    static OutboundRequest request(OutboundRequest request, int status, boolean sameOrigin) {
        boolean keepsMethod = KEEPING_METHOD.contains(status)
                || request.method().equals(HttpMethod.GET)
                || request.method().equals(HttpMethod.HEAD);
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        if (!sameOrigin) {
            headers.keySet().removeIf(name -> !HEADERS_FOR_OTHERS.contains(name.toLowerCase(Locale.ROOT)));
        }
        if (!keepsMethod) {
            headers.keySet().removeIf(name -> name.equalsIgnoreCase("content-type"));
        }
        return new OutboundRequest(
                keepsMethod ? request.method() : HttpMethod.GET,
                request.url(),
                headers,
                keepsMethod ? request.body() : new OutboundBody.NoBody(),
                request.timeout(),
                request.maxResponseBytes(),
                sameOrigin && request.hasIdempotencyKey());
    }
}
