package io.busbar.http.response;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.busbar.http.request.AcceptHeader;
import io.busbar.http.server.AccessLog;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;

/**
 * Renders failures as HTTP responses: as the standard error body, or as RFC 9457 for clients that prefer {@code
 * application/problem+json}. Exceptions other than {@link Failure} are unexpected: they are logged with their stack trace, and the
 * client sees only the request ID.
 */
public final class FailureRenderer {
    private final AccessLog accessLog;

    public FailureRenderer(AccessLog accessLog) {
        this.accessLog = accessLog;
    }

    /** Responds with the failure. */
    public void render(Exchange exchange, Throwable cause) {
        Failure failure = toFailure(exchange, cause);
        MultiMap responseHeaders = exchange.response.headers();
        responseHeaders.remove(HttpHeaders.CONTENT_LENGTH);
        addFailureHeaders(exchange, failure, responseHeaders);
        boolean prefersProblem = AcceptHeader.prefers(
                exchange.request.headers().get(HttpHeaders.ACCEPT), "application/problem+json", "application/json");
        ObjectNode body = prefersProblem
                ? ErrorBody.addCommonFields(problemDetail(failure), failure, exchange.requestId)
                : ErrorBody.of(failure, exchange.requestId);
        exchange.responseWriter.end(
                failure.code().status(),
                prefersProblem ? HeaderNames.PROBLEM_JSON : HeaderNames.JSON,
                Json.bytes(body));
    }

    private Failure toFailure(Exchange exchange, Throwable cause) {
        return Failure.from(cause).orElseGet(() -> {
            accessLog.unexpectedFailure(exchange.requestId, exchange.method().name(), exchange.target(), cause);
            return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
        });
    }

    private static void addFailureHeaders(Exchange exchange, Failure failure, MultiMap responseHeaders) {
        if (failure.code().status() == 401) {
            boolean isInvalidToken = failure.code() == FailureCode.UNAUTHORIZED
                    && exchange.request.headers().contains(HttpHeaders.AUTHORIZATION);
            responseHeaders.set(
                    HeaderNames.WWW_AUTHENTICATE, isInvalidToken ? "Bearer error=\"invalid_token\"" : "Bearer");
        }
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            responseHeaders.set(HeaderNames.RETRY_AFTER, Long.toString(ErrorBody.wholeSeconds(retryAfter)));
        }
    }

    private static ObjectNode problemDetail(Failure failure) {
        FailureCode code = failure.code();
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:busbar:failure:" + code.name().toLowerCase(Locale.ROOT))
                .put("title", code.defaultMessage())
                .put("status", code.status())
                .put("detail", failure.message())
                .put("error", code.name());
    }
}
