package io.busbar.http.response;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.json.Json;
import java.time.Duration;

/** The JSON body of an error response: code, message, details, field errors and request ID; with status 429 also the seconds to wait. */
public final class ErrorBody {
    private ErrorBody() {}

    /** Returns the body in the {@code application/json} form. */
    public static ObjectNode of(Failure failure, String requestId) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("error", failure.code().name())
                .put("message", failure.message());
        Duration retryAfter = failure.retryAfter();
        if (failure.code().status() == 429 && retryAfter != null) {
            body.put("retryAfter", wholeSeconds(retryAfter));
        }
        return addCommonFields(body, failure, requestId);
    }

    /** Adds the fields that all forms of error bodies share. */
    public static ObjectNode addCommonFields(ObjectNode body, Failure failure, String requestId) {
        if (!failure.details().isEmpty()) {
            body.set("details", Json.tree(failure.details()));
        }
        if (!failure.errors().isEmpty()) {
            ArrayNode errors = body.putArray("errors");
            failure.errors()
                    .forEach(error ->
                            errors.addObject().put("field", error.field()).put("msg", error.msg()));
        }
        return body.put("requestId", requestId);
    }

    /** Returns the duration in seconds, rounded up, at least one. */
    public static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}
