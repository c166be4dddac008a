package io.busbar.http.request;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.VersionedOperation;
import io.busbar.data.KeyedHash;
import io.busbar.data.Upload;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header-07). */
public final class IdempotencyKey {
    public static final String HEADER_NAME = "idempotency-key";

    private static final int MAX_LENGTH = 255;

    /** Serializes equal requests to equal JSON. The blob of an upload is left out, because it differs for each attempt. */
    private static final ObjectMapper CANONICAL = Json.mapper()
            .copy()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .addMixIn(Upload.class, UploadWithoutBlob.class);

    @JsonIgnoreProperties("blob")
    private interface UploadWithoutBlob {}

    private IdempotencyKey() {}

    /**
     * Returns the key of the request, quoted as a structured string or bare; null without the header. Fails with {@code
     * MALFORMED_REQUEST} if the key is not valid.
     */
    public static @Nullable String read(MultiMap headers) {
        List<String> values = headers.getAll(HEADER_NAME);
        if (values.isEmpty()) {
            return null;
        }
        Require.that(values.size() == 1, () -> malformed("is present more than once"));
        return read(values.getFirst());
    }

    /** Returns the key in a header value. */
    public static String read(String header) {
        String value = header.strip();
        String key = value.startsWith("\"") ? unquote(value) : value;
        boolean isValid =
                !key.isEmpty() && key.length() <= MAX_LENGTH && key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        Require.that(isValid, () -> malformed("must be 1 to " + MAX_LENGTH + " visible ASCII characters"));
        return key;
    }

    /** Returns the idempotency key with the fingerprint of a validated request. */
    public static RequestContext.Idempotency withFingerprint(
            Operation<?, ?> operation, String key, Object request, KeyedHash fingerprintHash) {
        return new RequestContext.Idempotency(
                operation.name(), key, fingerprint(canonical(operation, request), fingerprintHash));
    }

    /**
     * The fingerprint is a keyed hash, because it is stored for a day and a plain hash would allow guessing a password in the
     * request.
     */
    private static String fingerprint(Object request, KeyedHash fingerprintHash) {
        try {
            return HexFormat.of().formatHex(fingerprintHash.of(CANONICAL.writeValueAsBytes(request)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a validated request has no canonical form", e);
        }
    }

    /**
     * Returns the request in a form that does not depend on the order in which the client sent its fields, as records have one. What was
     * declared at run time belongs to it: the stored response to a request by another declaration is not one of this operation.
     */
    private static Object canonical(Operation<?, ?> operation, Object request) {
        VersionedOperation runtime = operation.runtime();
        return runtime == null
                ? request
                : List.of(meaning(runtime.declaration()), CANONICAL.convertValue(request, Object.class));
    }

    /** Returns what a response depends on, without what changes only texts and limits. */
    private static List<Object> meaning(RuntimeOperation declaration) {
        return List.of(declaration.method(), declaration.path(), declaration.request(), declaration.response());
    }

    /** Parses a quoted string (RFC 9651, section 3.3.3). Within quotes, a backslash may only escape a quote or a backslash. */
    private static String unquote(String value) {
        StringBuilder key = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                Require.that(i == value.length() - 1, () -> malformed("has text after its closing quote"));
                return key.toString();
            }
            if (c == '\\') {
                i++;
                requireEscapable(value, i);
            }
            key.append(value.charAt(i));
        }
        throw malformed("has no closing quote");
    }

    private static void requireEscapable(String value, int position) {
        boolean isEscapable =
                position < value.length() && (value.charAt(position) == '"' || value.charAt(position) == '\\');
        Require.that(isEscapable, () -> malformed("has an invalid escape sequence"));
    }

    private static Failure malformed(String problem) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, "The Idempotency-Key header " + problem);
    }
}
