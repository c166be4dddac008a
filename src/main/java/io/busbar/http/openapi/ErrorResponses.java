package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes the error responses of operations: every failure code, grouped by status, with the body as JSON and as problem+json. */
final class ErrorResponses {
    private static final String REFERENCE_PREFIX = "#/components/responses/";
    /** Ends the names of responses to requests that are not rate limited. */
    private static final String UNLIMITED_SUFFIX = ".unlimited";

    private final ObjectNode components;

    ErrorResponses(ObjectNode components) {
        this.components = components;
        ErrorSchemas.describe(components);
    }

    /** Adds a response for each status of the operation's failure codes. */
    void describe(Operation<?, ?> operation, ObjectNode responses) {
        SortedMap<Integer, SortedSet<FailureCode>> byStatus = new TreeMap<>();
        failureCodes(operation)
                .forEach(code -> byStatus.computeIfAbsent(code.status(), status -> new TreeSet<>())
                        .add(code));
        byStatus.forEach((status, codes) -> responses
                .putObject(status.toString())
                .put("$ref", REFERENCE_PREFIX + addSharedResponse(status, codes, true)));
    }

    /** Adds the shared response to which a reference points, unless it is there already. Its name says what it contains. */
    void addReferenced(String reference) {
        if (!reference.startsWith(REFERENCE_PREFIX)) {
            return;
        }
        String name = reference.substring(REFERENCE_PREFIX.length());
        boolean rateLimited = !name.endsWith(UNLIMITED_SUFFIX);
        String codeNames = rateLimited ? name : name.substring(0, name.length() - UNLIMITED_SUFFIX.length());
        SortedSet<FailureCode> codes = new TreeSet<>();
        for (String codeName : codeNames.split("\\.", -1)) {
            codes.add(FailureCode.valueOf(codeName));
        }
        addSharedResponse(codes.first().status(), codes, rateLimited);
    }

    /**
     * Returns the failure codes that the document lists for the operation. Codes of requests that reach no operation, such as
     * {@code NOT_FOUND} for an unknown path, are in {@code introduction.md}.
     */
    static Set<FailureCode> failureCodes(Operation<?, ?> operation) {
        Set<FailureCode> codes = EnumSet.of(
                FailureCode.VALIDATION_ERROR,
                FailureCode.MALFORMED_REQUEST,
                // An invalid bearer token is rejected everywhere.
                FailureCode.UNAUTHORIZED,
                FailureCode.RATE_LIMIT_EXCEEDED,
                FailureCode.INTERNAL_SERVER_ERROR,
                FailureCode.SERVICE_UNAVAILABLE,
                FailureCode.DEADLINE_EXCEEDED);
        codes.addAll(operation.failures());
        boolean isRestricted = switch (operation.access()) {
            case Access.Authenticated authenticated -> authenticated.noImpersonation();
            case Access.Roles roles -> true;
            case Access.PerObject perObject -> perObject.noImpersonation();
            case Access.Anyone anyone -> false;
            case Access.Internal internal -> false;
        };
        if (operation.resource() != null) {
            codes.add(FailureCode.NOT_FOUND);
            isRestricted |= !operation.resource().type().hidden();
        }
        // A request with a session cookie from a page of another site is rejected unless its method is safe.
        if (isRestricted || !operation.method().equals(HttpMethod.GET)) {
            codes.add(FailureCode.FORBIDDEN);
        }
        if (!(operation.requestBody() instanceof RequestBody.NoBody)) {
            codes.addAll(List.of(FailureCode.REQUEST_TIMEOUT, FailureCode.PAYLOAD_TOO_LARGE));
            if (!(operation.requestBody() instanceof RequestBody.StreamedUpload)) {
                codes.add(FailureCode.UNSUPPORTED_MEDIA_TYPE);
            }
        }
        if (operation.supportsIdempotencyKey()) {
            codes.addAll(List.of(FailureCode.REQUEST_IN_PROGRESS, FailureCode.IDEMPOTENCY_KEY_REUSED));
        }
        return codes;
    }

    /** Adds the shared response for these codes, unless it is there already, and returns its name. */
    private String addSharedResponse(int status, SortedSet<FailureCode> codes, boolean rateLimited) {
        String name = codes.stream().map(FailureCode::name).collect(Collectors.joining("."))
                + (rateLimited ? "" : UNLIMITED_SUFFIX);
        ObjectNode responses = components.withObjectProperty("responses");
        if (responses.has(name)) {
            return name;
        }
        ObjectNode response = responses.putObject(name);
        response.put(
                "description",
                codes.stream()
                        .map(code -> "`" + code.name() + "` " + code.defaultMessage() + ".")
                        .collect(Collectors.joining("\n\n")));
        ObjectNode headers = response.putObject("headers");
        SharedComponents.addCommonHeaders(headers);
        if (rateLimited) {
            SharedComponents.addRateLimitHeaders(headers);
        }
        switch (status) {
            case 401 -> SharedComponents.addHeader(headers, "WWW-Authenticate");
            case 429, 503 -> SharedComponents.addHeader(headers, "Retry-After");
            default -> {}
        }
        ObjectNode content = response.putObject("content");
        addContent(content.putObject("application/json"), "Error", "", codes);
        addContent(content.putObject("application/problem+json"), "Problem", ".problem", codes);
        return name;
    }

    private static void addContent(ObjectNode media, String schema, String suffix, SortedSet<FailureCode> codes) {
        ArrayNode allOf = media.putObject("schema").putArray("allOf");
        allOf.addObject().put("$ref", "#/components/schemas/" + schema);
        ArrayNode codeNames =
                allOf.addObject().putObject("properties").putObject("error").putArray("enum");
        ObjectNode examples = media.putObject("examples");
        for (FailureCode code : codes) {
            codeNames.add(code.name());
            examples.putObject(code.name()).put("$ref", "#/components/examples/" + code.name() + suffix);
        }
    }
}
