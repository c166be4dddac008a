package io.busbar.bus.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import io.busbar.bus.json.Json;

/**
 * A claim with the type of the answer that is stored under it.
 *
 * @param <T> the answer
 */
record Keyed<T>(Claim claim, JavaType type) {
    T read(String answer) {
        try {
            return Json.mapper().readValue(answer, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the answer stored under a key of " + claim.operation() + " is not readable", e);
        }
    }
}
