package io.busbar.bus.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import io.busbar.bus.json.Json;

/**
 * An idempotency lock with the type of the stored result.
 *
 * @param <T> the result
 */
record IdempotentChange<T>(IdempotencyLock idempotencyLock, JavaType resultType) {
    T readResult(String json) {
        try {
            return Json.mapper().readValue(json, resultType);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "The stored response of " + idempotencyLock.operation() + " is not readable", e);
        }
    }
}
