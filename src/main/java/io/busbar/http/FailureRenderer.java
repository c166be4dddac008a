package io.busbar.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.busbar.http.call.AccessLog;
import io.busbar.http.call.ErrorBody;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;

/**
 * The one place where a failure becomes an HTTP answer: the error body of every answer, or RFC 9457 for a client that prefers
 * {@code application/problem+json}. What is not a {@link Failure} is an accident: logged with its stack, shown by request id alone.
 */
final class FailureRenderer {
    private final AccessLog log;

    FailureRenderer(AccessLog log) {
        this.log = log;
    }

    /** Answers with the failure. */
    void render(Exchange exchange, Throwable cause) {
        Failure failure;
        if (cause instanceof Failure known) {
            failure = known;
        } else {
            log.accident(exchange.requestId, exchange.method().name(), exchange.what(), cause);
            failure = Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
        }
        MultiMap answer = exchange.response.headers();
        answer.remove(HttpHeaders.CONTENT_LENGTH);
        if (failure.code().status() == 401) {
            answer.set(
                    HeaderNames.WWW_AUTHENTICATE,
                    failure.code() == FailureCode.UNAUTHORIZED
                                    && exchange.request.headers().contains(HttpHeaders.AUTHORIZATION)
                            ? "Bearer error=\"invalid_token\""
                            : "Bearer");
        }
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            answer.set(HeaderNames.RETRY_AFTER, Long.toString(ErrorBody.seconds(retryAfter)));
        }
        boolean problem = AcceptHeader.prefers(
                exchange.request.headers().get(HttpHeaders.ACCEPT), "application/problem+json", "application/json");
        ObjectNode body = problem
                ? ErrorBody.complete(problem(failure), failure, exchange.requestId)
                : ErrorBody.of(failure, exchange.requestId);
        exchange.end(failure.code().status(), problem ? HeaderNames.PROBLEM_JSON : HeaderNames.JSON, Json.bytes(body));
    }

    private static ObjectNode problem(Failure failure) {
        FailureCode code = failure.code();
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:busbar:failure:" + code.name().toLowerCase(Locale.ROOT))
                .put("title", code.text())
                .put("status", code.status())
                .put("detail", failure.text())
                .put("error", code.name());
    }
}
