package io.busbar.bus.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.blackbird.BlackbirdModule;
import io.busbar.bus.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records to JSON and back, one way for HTTP, bus and database: what is absent is left out instead of null, times are ISO 8601,
 * enums their wire names, bytes base64. Reading records ignores unknown fields; {@link RequestReader} is what refuses them.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), new WireFormatModule(), new BlackbirdModule())
            .disable(
                    SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                    SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
                    SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .serializationInclusion(JsonInclude.Include.NON_ABSENT)
            .build();

    private static final JavaType MAP =
            MAPPER.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class);

    private Json() {}

    /** The mapper behind all of this; shared, so not to be reconfigured. */
    @SuppressWarnings("MutablePublicStaticMethod") // ObjectMapper is thread-safe once configured
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** The value as UTF-8. */
    public static Buffer bytes(Object value) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** The value as text. */
    public static String string(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** The value as a tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** A record as Vert.x's JSON object, for the wire. */
    public static JsonObject object(Object record) {
        Map<String, Object> map = MAPPER.convertValue(record, MAP);
        return new JsonObject(map);
    }

    /**
     * Reads what another node sent. Unknown fields are ignored, so that versions can mix; nothing else is checked.
     *
     * @throws IllegalArgumentException when a value does not fit its type
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the type is what JavaType says
    public static <T> T from(JsonObject json, JavaType type) {
        return MAPPER.convertValue(json.getMap(), type);
    }

    /** The same for a plain class. */
    public static <T> T from(JsonObject json, Class<T> type) {
        return MAPPER.convertValue(json.getMap(), type);
    }

    /**
     * Reads bytes that nobody vouches for, as RFC 8259 has them and no more: strict UTF-8, no name twice in an object, no lone
     * surrogate or NUL in any string, nesting of at most 32, numbers of at most 100 characters, nothing after the value.
     *
     * @throws Failure MALFORMED_REQUEST with line and column when it is not JSON, VALIDATION_ERROR with the JSON pointer of each
     *     value that JSON allows and we do not
     */
    public static JsonNode parse(Buffer untrusted) {
        return StrictJsonParser.parse(untrusted.getBytes());
    }
}
