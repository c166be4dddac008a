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
 * Holds HTTP answers against the OpenAPI document. An answer passes when the operation documents its status, its media type, each of its
 * headers and all of its body; what the document does not mention is a fault of one of the two. What any request can meet before it gets
 * to an operation (404, 405, 408, 413, 414, 415, 431) only needs the error body.
 */
public final class AnswerContract {
    /** Fields of the protocol and of security, which every answer may carry and no operation documents. */
    private static final Set<String> ORDINARY = Set.of(
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

    private static final Set<FailureCode> OF_ANY_REQUEST = Set.of(
            FailureCode.METHOD_NOT_ALLOWED,
            FailureCode.REQUEST_TIMEOUT,
            FailureCode.PAYLOAD_TOO_LARGE,
            FailureCode.URI_TOO_LONG,
            FailureCode.UNSUPPORTED_MEDIA_TYPE,
            FailureCode.HEADERS_TOO_LARGE);

    private static final Set<FailureCode> OF_UNKNOWN_PATHS =
            Set.of(FailureCode.NOT_FOUND, FailureCode.MALFORMED_REQUEST, FailureCode.RATE_LIMIT_EXCEEDED);

    private final ObjectNode document;
    private final DocumentedPaths paths;
    private final ClosedSchemas schemas;

    private AnswerContract(ObjectNode document) {
        this.document = document;
        this.paths = new DocumentedPaths(document);
        this.schemas = new ClosedSchemas(document);
    }

    /** Of this OpenAPI document. */
    public static AnswerContract of(ObjectNode document) {
        return new AnswerContract(document);
    }

    /**
     * Fails unless the document allows the answer.
     *
     * @param path as it was asked for, from the root of the host: {@code /api/services?limit=2}
     * @param body decompressed; null or empty for none
     * @throws AssertionError that says what the document does not allow
     */
    public void check(HttpMethod method, String path, int status, MultiMap headers, @Nullable Buffer body) {
        String what = method + " " + path + " answered " + status;
        Buffer bytes = body == null ? Buffer.buffer() : body;
        boolean head = method.equals(HttpMethod.HEAD);
        JsonNode operation = paths.operation(head ? HttpMethod.GET : method, path);
        JsonNode response = resolve(operation.path("responses").path(Integer.toString(status)));
        if (method.equals(HttpMethod.OPTIONS) && status == 204 && headers.contains("allow") && paths.knows(path)) {
            return; // a preflight, which no operation documents
        }
        if (response.isMissingNode()) {
            refusal(what, operation, status, headers, bytes, head);
            return;
        }
        List<String> wrong = new ArrayList<>();
        headers(response.path("headers"), headers, wrong);
        body(response.path("content"), headers, bytes, head, wrong);
        if (status >= 400 && bytes.length() > 0 && mediaType(headers).endsWith("json")) {
            error(status, headers, Json.parse(bytes), wrong);
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(what + ": " + String.join("; ", wrong) + "\n" + bytes);
        }
    }

    /** The same for what the test client got. */
    public void check(Api.Answer answer) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        answer.headers().forEach(headers::add);
        JsonNode body = answer.body();
        Buffer bytes = body.isMissingNode()
                ? Buffer.buffer()
                : body.isTextual() ? Buffer.buffer(body.asText()) : Json.bytes(body);
        check(HttpMethod.valueOf(answer.method()), answer.path(), answer.status(), headers, bytes);
    }

    /** An answer that the operation does not document, or that no operation gave. */
    private void refusal(String what, JsonNode operation, int status, MultiMap headers, Buffer bytes, boolean head) {
        Set<FailureCode> codes = new TreeSet<>(OF_ANY_REQUEST);
        if (operation.isMissingNode()) {
            codes.addAll(OF_UNKNOWN_PATHS);
        }
        if (codes.stream().noneMatch(code -> code.status() == status)) {
            throw new AssertionError(what
                    + (operation.isMissingNode()
                            ? ", and no operation is documented there"
                            : ", which is not documented"));
        }
        List<String> wrong = new ArrayList<>();
        if (!head) {
            String schema = "application/problem+json".equals(mediaType(headers)) ? "Problem" : "Error";
            JsonNode error = Json.parse(bytes);
            wrong.addAll(schemas.errors("#/components/schemas/" + schema, error));
            error(status, headers, error, wrong);
            if (codes.stream()
                    .noneMatch(code -> code.name().equals(error.path("error").asText()))) {
                wrong.add("is not documented with " + error.path("error"));
            }
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(what + ": " + String.join("; ", wrong) + "\n" + bytes);
        }
    }

    private void headers(JsonNode documented, MultiMap headers, List<String> wrong) {
        Set<String> known = new TreeSet<>();
        documented.properties().forEach(header -> {
            known.add(header.getKey().toLowerCase(Locale.ROOT));
            if (resolve(header.getValue()).path("required").asBoolean() && !headers.contains(header.getKey())) {
                wrong.add("the header " + header.getKey() + " is missing");
            }
        });
        for (String name : headers.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean ordinary = ORDINARY.contains(lower) || lower.startsWith("access-control-") || lower.startsWith(":");
            if (!known.contains(lower) && !ordinary) {
                wrong.add("the header " + name + " is not documented");
            }
        }
    }

    private void body(JsonNode content, MultiMap headers, Buffer bytes, boolean head, List<String> wrong) {
        String type = mediaType(headers);
        if (content.isEmpty()) {
            if (bytes.length() > 0) {
                wrong.add("a body is not documented");
            }
            return;
        }
        JsonNode media = content.has(type) ? content.path(type) : content.path("*/*");
        if (media.isMissingNode()) {
            wrong.add("the media type " + (type.isEmpty() ? "(none)" : type) + " is not documented");
        } else if (type.endsWith("json") && !head) {
            wrong.addAll(schemas.errors(media.path("schema"), Json.parse(bytes)));
        }
    }

    /** What the error body repeats of the head, it repeats rightly. */
    private static void error(int status, MultiMap headers, JsonNode body, List<String> wrong) {
        if (body.has("requestId") && !body.path("requestId").asText().equals(headers.get("x-request-id"))) {
            wrong.add("requestId is not that of the header");
        }
        for (FailureCode code : FailureCode.values()) {
            if (code.name().equals(body.path("error").asText()) && code.status() != status) {
                wrong.add(code + " has another status");
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
