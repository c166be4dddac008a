package io.busbar.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies HTTP responses against the OpenAPI document. The operation must document the status, the media type, each header and the whole
 * body. Errors that occur before a request reaches an operation (404, 405, 408, 413, 414, 415, 431) only need the error body.
 */
public final class ResponseContract {
    /** Protocol and security headers, which every response may have without being documented. */
    private static final Set<String> STANDARD_HEADERS = Set.of(
            "allow",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-security-policy",
            "content-type",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "date",
            "keep-alive",
            "referrer-policy",
            "strict-transport-security",
            "traceparent",
            "transfer-encoding",
            "vary",
            "x-content-type-options",
            "x-frame-options");

    private static final Set<FailureCode> CODES_OF_ANY_REQUEST = Set.of(
            FailureCode.METHOD_NOT_ALLOWED,
            FailureCode.REQUEST_TIMEOUT,
            FailureCode.PAYLOAD_TOO_LARGE,
            FailureCode.URI_TOO_LONG,
            FailureCode.UNSUPPORTED_MEDIA_TYPE,
            FailureCode.HEADERS_TOO_LARGE);

    private static final Set<FailureCode> CODES_OF_UNKNOWN_PATHS =
            Set.of(FailureCode.NOT_FOUND, FailureCode.MALFORMED_REQUEST, FailureCode.RATE_LIMIT_EXCEEDED);

    private final ObjectNode document;
    private final DocumentedPaths paths;
    private final StrictResponseSchemas schemas;

    private ResponseContract(ObjectNode document) {
        this.document = document;
        this.paths = new DocumentedPaths(document);
        this.schemas = new StrictResponseSchemas(document);
    }

    /** Verifies responses against this OpenAPI document. */
    public static ResponseContract of(ObjectNode document) {
        return new ResponseContract(document);
    }

    /**
     * Fails unless the document allows the response.
     *
     * @param path the requested path with query, for example {@code /api/services?limit=2}
     * @param body decompressed; null or empty for none
     * @throws AssertionError if the document does not allow the response
     */
    public void check(HttpMethod method, String path, int status, MultiMap headers, @Nullable Buffer body) {
        String description = method + " " + path + " answered " + status;
        Buffer bytes = body == null ? Buffer.buffer() : body;
        boolean head = method.equals(HttpMethod.HEAD);
        JsonNode operation = paths.operation(head ? HttpMethod.GET : method, path);
        JsonNode response = resolve(operation.path("responses").path(Integer.toString(status)));
        if (method.equals(HttpMethod.OPTIONS) && status == 204 && headers.contains("allow") && paths.knows(path)) {
            return; // a preflight, which no operation documents
        }
        if (response.isMissingNode()) {
            checkUndocumented(description, operation, status, headers, bytes, head);
            return;
        }
        List<String> violations = new ArrayList<>();
        headers(response.path("headers"), headers, violations);
        body(response.path("content"), headers, bytes, head, violations);
        if (status >= 400 && bytes.length() > 0 && mediaType(headers).endsWith("json")) {
            error(status, headers, Json.parse(bytes), violations);
        }
        if (!violations.isEmpty()) {
            throw new AssertionError(description + ": " + String.join("; ", violations) + "\n" + bytes);
        }
    }

    /** Fails unless the document allows a response of the test client. */
    public void check(ApiClient.ApiResponse apiResponse) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        apiResponse.headers().forEach(headers::add);
        check(
                HttpMethod.valueOf(apiResponse.method()),
                apiResponse.path(),
                apiResponse.status(),
                headers,
                apiResponse.bytes());
    }

    /** Checks an error response that may be undocumented. */
    private void checkUndocumented(
            String description, JsonNode operation, int status, MultiMap headers, Buffer bytes, boolean head) {
        Set<FailureCode> codes = new TreeSet<>(CODES_OF_ANY_REQUEST);
        if (operation.isMissingNode()) {
            codes.addAll(CODES_OF_UNKNOWN_PATHS);
        }
        if (codes.stream().noneMatch(code -> code.status() == status)) {
            throw new AssertionError(description
                    + (operation.isMissingNode()
                            ? ", and no operation is documented there"
                            : ", which is not documented"));
        }
        List<String> violations = new ArrayList<>();
        if (!head) {
            String schema = "application/problem+json".equals(mediaType(headers)) ? "Problem" : "Error";
            JsonNode error = Json.parse(bytes);
            violations.addAll(schemas.errors("#/components/schemas/" + schema, error));
            error(status, headers, error, violations);
            if (codes.stream()
                    .noneMatch(code -> code.name().equals(error.path("error").asText()))) {
                violations.add("is not documented with " + error.path("error"));
            }
        }
        if (!violations.isEmpty()) {
            throw new AssertionError(description + ": " + String.join("; ", violations) + "\n" + bytes);
        }
    }

    private void headers(JsonNode documented, MultiMap headers, List<String> violations) {
        Set<String> known = new TreeSet<>();
        documented.properties().forEach(header -> {
            known.add(header.getKey().toLowerCase(Locale.ROOT));
            if (resolve(header.getValue()).path("required").asBoolean() && !headers.contains(header.getKey())) {
                violations.add("the header " + header.getKey() + " is missing");
            }
        });
        for (String name : headers.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean ordinary =
                    STANDARD_HEADERS.contains(lower) || lower.startsWith("access-control-") || lower.startsWith(":");
            if (!known.contains(lower) && !ordinary) {
                violations.add("the header " + name + " is not documented");
            }
        }
    }

    private void body(JsonNode content, MultiMap headers, Buffer bytes, boolean head, List<String> violations) {
        String type = mediaType(headers);
        if (content.isEmpty()) {
            if (bytes.length() > 0) {
                violations.add("a body is not documented");
            }
            return;
        }
        JsonNode media = content.has(type) ? content.path(type) : content.path("*/*");
        if (media.isMissingNode()) {
            violations.add("the media type " + (type.isEmpty() ? "(none)" : type) + " is not documented");
        } else if (type.endsWith("json") && !head) {
            violations.addAll(schemas.errors(media.path("schema"), Json.parse(bytes)));
        }
    }

    /** Checks that the request ID and the code of the error body agree with the headers and the status. */
    private static void error(int status, MultiMap headers, JsonNode body, List<String> violations) {
        if (body.has("requestId") && !body.path("requestId").asText().equals(headers.get("x-request-id"))) {
            violations.add("requestId is not that of the header");
        }
        for (FailureCode code : FailureCode.values()) {
            if (code.name().equals(body.path("error").asText()) && code.status() != status) {
                violations.add(code + " has another status");
            }
        }
    }

    private static String mediaType(MultiMap headers) {
        String type = headers.get("content-type");
        if (type == null) {
            return "";
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
