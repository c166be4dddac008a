package io.busbar.http.request;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Upload;
import io.busbar.bus.json.Json;
import io.busbar.data.KeyedHash;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} of a request (draft-ietf-httpapi-idempotency-key-header-07). */
public final class IdempotencyKey {
    /** The header's name. */
    public static final String HEADER_NAME = "idempotency-key";

    private static final int MAX_LENGTH = 255;

    /** Where a client's bytes are stored differs each time they come; what they are does not. */
    private static final ObjectMapper CANONICAL = Json.mapper()
            .copy()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .addMixIn(Upload.class, UploadWithoutBlob.class);

    @JsonIgnoreProperties("blob")
    private interface UploadWithoutBlob {}

    private IdempotencyKey() {}

    /** The key that came, quoted as a structured string or bare; null without one, {@code MALFORMED_REQUEST} if it is none. */
    public static @Nullable String read(MultiMap headers) {
        List<String> values = headers.getAll(HEADER_NAME);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw malformed("is given more than once");
        }
        return read(values.getFirst());
    }

    /** The key in the header's value. */
    public static String read(String header) {
        String value = header.strip();
        String key = value.startsWith("\"") ? unquote(value) : value;
        if (key.isEmpty() || key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw malformed("must be 1 to " + MAX_LENGTH + " visible ASCII characters");
        }
        return key;
    }

    /** The claim of a validated request under the key. */
    public static RequestContext.Idempotency withFingerprint(
            Operation<?, ?> operation, String key, Object request, KeyedHash fingerprintHash) {
        return new RequestContext.Idempotency(operation.name(), key, fingerprint(request, fingerprintHash));
    }

    /** Keyed: a request may hold a password, and a plain hash is stored for a day and quickly tried. */
    private static String fingerprint(Object request, KeyedHash fingerprintHash) {
        try {
            return HexFormat.of().formatHex(fingerprintHash.of(CANONICAL.writeValueAsBytes(request)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a validated request has no canonical form", e);
        }
    }

    /** RFC 9651, 3.3.3: within quotes, a backslash stands before a quote or a backslash only. */
    private static String unquote(String value) {
        StringBuilder key = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                if (i != value.length() - 1) {
                    throw malformed("goes on after its closing quote");
                }
                return key.toString();
            }
            if (c == '\\') {
                i++;
                if (i == value.length() || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
                    throw malformed("has a stray backslash");
                }
                c = value.charAt(i);
            }
            key.append(c);
        }
        throw malformed("has no closing quote");
    }

    private static Failure malformed(String problem) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, "The Idempotency-Key header " + problem);
    }
}
