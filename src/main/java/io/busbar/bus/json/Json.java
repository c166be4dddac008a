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
 * Converts records to JSON and back, in one way for HTTP, bus and database: absent values are omitted instead of null, times are ISO 8601,
 * enums use their wire names and bytes are base64. Reading a record ignores unknown fields; {@link RequestReader} refuses them.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(
                    new Jdk8Module(),
                    new JavaTimeModule(),
                    new WireFormatModule(),
                    new EmbeddedPageModule(),
                    new BlackbirdModule())
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

    /** Returns the shared mapper, which must not be reconfigured. */
    @SuppressWarnings("MutablePublicStaticMethod") // ObjectMapper is thread-safe once configured
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Returns the value as UTF-8 JSON. */
    public static Buffer bytes(Object value) {
        try {
            return Buffer.buffer(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Can't be written as JSON: " + value.getClass(), e);
        }
    }

    /** Returns the value as JSON text. */
    public static String string(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Can't be written as JSON: " + value.getClass(), e);
        }
    }

    /** Returns the value as a JSON tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Returns a record as a Vert.x JSON object. */
    public static JsonObject object(Object record) {
        Map<String, Object> map = MAPPER.convertValue(record, MAP);
        return new JsonObject(map);
    }

    /**
     * Reads a message from another node. Unknown fields are ignored, so that nodes of different versions can work together; nothing else is
     * validated.
     *
     * @throws IllegalArgumentException if a value does not fit its type
     */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the caller states the type by JavaType
    public static <T> T from(JsonObject json, JavaType type) {
        return MAPPER.convertValue(json.getMap(), type);
    }

    /** Reads a message from another node as a class without type parameters. */
    public static <T> T from(JsonObject json, Class<T> type) {
        return MAPPER.convertValue(json.getMap(), type);
    }

    /**
     * Parses untrusted bytes strictly as RFC 8259: valid UTF-8, no duplicate names in an object, no lone surrogate or NUL in a string, at
     * most 32 levels of nesting, numbers of at most 100 characters, and nothing after the value.
     *
     * @throws Failure MALFORMED_REQUEST with line and column if the text is not JSON; VALIDATION_ERROR with the JSON pointer of each value
     *     that JSON allows and this API does not
     */
    public static JsonNode parse(Buffer untrusted) {
        return StrictJsonParser.parse(untrusted.getBytes());
    }
}
