package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import java.util.EnumSet;
import java.util.List;

/** The pages that the front answers itself and that belong to no service. */
final class NodePaths {
    private static final String TAG = "node";
    private static final String JSON = "application/json";

    private final ObjectNode paths;
    private final ErrorResponses errorResponses;

    private NodePaths(ObjectNode paths, ErrorResponses errorResponses) {
        this.paths = paths;
        this.errorResponses = errorResponses;
    }

    static void describe(ArrayNode tags, ObjectNode paths, ObjectNode componentSchemas, ErrorResponses errorResponses) {
        tags.addObject().put("name", TAG).put("description", "What a node says of itself, and this reference.");
        NodePaths pages = new NodePaths(paths, errorResponses);
        pages.welcome(componentSchemas);
        pages.health(componentSchemas);
        pages.metrics();
        pages.keys();
        pages.document("/openapi.json", "openapi", "Get this document", "OpenAPI 3.1.");
        pages.document(
                "/asyncapi.json",
                "asyncapi",
                "Get the document of what browsers say and hear over a socket",
                "AsyncAPI 3.0.");
        pages.reference();
        pages.mail(componentSchemas);
    }

    private void welcome(ObjectNode componentSchemas) {
        addSchema(componentSchemas, "ApiInfo", List.of("message", "status", "version", "author"));
        ObjectNode page =
                addPath("/", "welcome", "Say hello", "JSON, or a page for a client that prefers `text/html`.");
        ObjectNode success = addResponse(page, 200, "This is Busbar.", true);
        ObjectNode media = media(success, JSON);
        media.putObject("schema").put("$ref", "#/components/schemas/ApiInfo");
        media.putObject("example")
                .put("message", "Busbar API is running")
                .put("status", "ok")
                .put("version", OpenApiDocument.VERSION)
                .put("author", "The Busbar authors");
        media(success, "text/html").putObject("schema").put("type", "string");
        addRateLimitErrors(page);
    }

    private void health(ObjectNode componentSchemas) {
        ObjectNode schema = addSchema(
                componentSchemas, "Health", List.of("status", "dbStatus", "redis", "services", "node", "draining"));
        addEnum(
                schema,
                "status",
                "Degraded does without Redis; draining is about to leave.",
                "ok",
                "degraded",
                "unavailable",
                "draining");
        addEnum(schema, "dbStatus", "PostgreSQL.", "connected", "disconnected");
        addEnum(schema, "redis", "Redis.", "connected", "disconnected");
        ObjectNode services = schema.putObject("services").put("type", "object");
        services.put("description", "Each service, and whether it answers over the bus.");
        addEnum(services, "additionalProperties", "", "up", "down");
        schema.putObject("draining").put("type", "boolean").put("description", "Whether the node is about to leave.");

        ObjectNode page = addPath(
                "/health",
                "health",
                "See how the node is",
                "200 when it can do its work and means to, else 503; for people and load balancers. Looked up at most once a second. No rate limit.");
        ArrayNode servers = paths.withObjectProperty("/health").putArray("servers");
        List.of("/", "/api", "/api/v1").forEach(url -> servers.addObject().put("url", url));
        health(addResponse(page, 200, "It can work.", false), "ok", "connected", "up");
        health(
                addResponse(page, 503, "It cannot work, or is about to leave.", false),
                "unavailable",
                "disconnected",
                "down");
    }

    private static void health(ObjectNode response, String status, String database, String service) {
        ObjectNode media = media(response, JSON);
        media.putObject("schema").put("$ref", "#/components/schemas/Health");
        ObjectNode example = media.putObject("example");
        example.put("status", status).put("dbStatus", database).put("redis", "connected");
        example.putObject("services").put("catalog", service);
        example.put("node", "5f0c9a").put("draining", false);
    }

    private void metrics() {
        ObjectNode page = addPath(
                "/metrics",
                "metrics",
                "Read the meters",
                "In Prometheus's text format, for addresses that the operator allows and for admins. No rate limit.");
        page.set("security", SharedComponents.securityRequirements(Access.role(Role.ADMIN)));
        ((ArrayNode) page.path("security")).addObject();
        media(addResponse(page, 200, "The meters.", false), "text/plain")
                .putObject("schema")
                .put("type", "string");
        errorResponses.describe(
                List.of(FailureCode.UNAUTHORIZED, FailureCode.FORBIDDEN, FailureCode.INTERNAL_SERVER_ERROR),
                page.withObjectProperty("responses"),
                false);
    }

    private void keys() {
        ObjectNode page = addPath(
                "/.well-known/jwks.json",
                "jwks",
                "Get the public keys",
                "What access tokens are signed with (RFC 7517); new keys appear here before they are used.");
        ObjectNode schema = media(addResponse(page, 200, "The key set.", true), "application/jwk-set+json")
                .putObject("schema");
        schema.put("type", "object").putArray("required").add("keys");
        schema.putObject("properties")
                .putObject("keys")
                .put("type", "array")
                .putObject("items")
                .put("type", "object");
        addRateLimitErrors(page);
    }

    private void document(String path, String id, String summary, String description) {
        ObjectNode page = addPath(path, id, summary, description);
        ObjectNode success = addResponse(page, 200, "The document.", true);
        SharedComponents.addHeader(success.withObjectProperty("headers"), "ETag");
        media(success, JSON).putObject("schema").put("type", "object");
        ObjectNode notModified = addResponse(page, 304, "Yours is still right.", true);
        SharedComponents.addHeader(notModified.withObjectProperty("headers"), "ETag");
        addRateLimitErrors(page);
    }

    private void reference() {
        ObjectNode page = addPath("/docs", "docs", "Read the reference", "This document as a page.");
        media(addResponse(page, 200, "The page.", true), "text/html")
                .putObject("schema")
                .put("type", "string");
        addRateLimitErrors(page);
    }

    private void mail(ObjectNode componentSchemas) {
        ObjectNode schema = addSchema(
                componentSchemas,
                "CapturedEmail",
                List.of("id", "to", "from", "subject", "text", "html", "receivedAt"));
        schema.withObjectProperty("id").put("format", "uuid");
        schema.withObjectProperty("receivedAt").put("format", "date-time");
        ObjectNode list = addPath(
                "/dev/mail",
                "listEmails",
                "Read the mail",
                "The newest first; JSON, or a page for a client that prefers `text/html`. Where no mail server is set up, all mail is kept"
                        + " here instead of being sent. For this machine alone: for others, and where there is a mail server, the answer is 404.");
        ArrayNode parameters = list.putArray("parameters");
        parameter(parameters, "to", "Only mail to this address.").put("type", "string");
        parameter(parameters, "limit", "How many at most; 50 unless given.")
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", 200);
        ObjectNode found = addResponse(list, 200, "The mail.", true);
        ObjectNode media = media(found, JSON);
        media.putObject("schema")
                .put("type", "array")
                .putObject("items")
                .put("$ref", "#/components/schemas/CapturedEmail");
        media.putArray("example")
                .addObject()
                .put("id", "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
                .put("to", "ada@example.org")
                .put("from", "Busbar <busbar@localhost>")
                .put("subject", "Confirm your address")
                .put("text", "Hello Ada,")
                .put("html", "<p>Hello Ada,</p>")
                .put("receivedAt", "2026-11-20T09:30:00Z");
        media(found, "text/html").putObject("schema").put("type", "string");
        addMailErrors(list, FailureCode.VALIDATION_ERROR, FailureCode.MALFORMED_REQUEST);

        ObjectNode clear =
                addPath("/dev/mail", "delete", "deleteEmails", "Empty the mailbox", "Deletes all mail that is kept.");
        addResponse(clear, 204, "It is empty.", true);
        addMailErrors(clear);
    }

    private void addMailErrors(ObjectNode page, FailureCode... additionalCodes) {
        EnumSet<FailureCode> codes = EnumSet.of(
                FailureCode.NOT_FOUND,
                FailureCode.RATE_LIMIT_EXCEEDED,
                FailureCode.INTERNAL_SERVER_ERROR,
                FailureCode.SERVICE_UNAVAILABLE,
                FailureCode.DEADLINE_EXCEEDED);
        codes.addAll(List.of(additionalCodes));
        errorResponses.describe(codes, page.withObjectProperty("responses"), true);
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String description) {
        return parameters
                .addObject()
                .put("name", name)
                .put("in", "query")
                .put("description", description)
                .putObject("schema");
    }

    private ObjectNode addPath(String path, String name, String summary, String description) {
        return addPath(path, "get", name, summary, description);
    }

    private ObjectNode addPath(String path, String method, String name, String summary, String description) {
        ObjectNode pathItem = paths.withObjectProperty(path);
        pathItem.putArray("servers").addObject().put("url", "/");
        ObjectNode page = pathItem.putObject(method);
        page.putArray("tags").add(TAG);
        page.put("operationId", TAG + "." + name).put("summary", summary).put("description", description);
        page.putArray("security");
        return page;
    }

    private void addRateLimitErrors(ObjectNode page) {
        errorResponses.describe(
                List.of(FailureCode.RATE_LIMIT_EXCEEDED, FailureCode.INTERNAL_SERVER_ERROR),
                page.withObjectProperty("responses"),
                true);
    }

    private static ObjectNode addResponse(ObjectNode page, int status, String description, boolean rateLimited) {
        ObjectNode response = page.withObjectProperty("responses").putObject(Integer.toString(status));
        response.put("description", description);
        ObjectNode headers = response.putObject("headers");
        SharedComponents.addCommonHeaders(headers);
        if (rateLimited) {
            SharedComponents.addRateLimitHeaders(headers);
        }
        return response;
    }

    private static ObjectNode media(ObjectNode response, String type) {
        return response.withObjectProperty("content").withObjectProperty(type);
    }

    private static ObjectNode addSchema(ObjectNode componentSchemas, String name, List<String> fields) {
        ObjectNode schema = componentSchemas.putObject(name).put("type", "object");
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        ArrayNode required = schema.putArray("required");
        fields.forEach(field -> {
            properties.putObject(field).put("type", "string");
            required.add(field);
        });
        schema.set("properties", properties);
        return properties;
    }

    private static void addEnum(ObjectNode properties, String name, String description, String... values) {
        ObjectNode schema = properties.putObject(name).put("type", "string");
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        ArrayNode enumValues = schema.putArray("enum");
        List.of(values).forEach(enumValues::add);
    }
}
