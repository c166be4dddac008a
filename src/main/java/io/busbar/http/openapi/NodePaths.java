package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import java.util.EnumSet;
import java.util.List;

/** Describes the pages of the node that belong to no service. */
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
        tags.addObject()
                .put("name", TAG)
                .put("description", "Health, metrics, public keys, API documents and the developer mailbox of a node.");
        NodePaths pages = new NodePaths(paths, errorResponses);
        pages.welcome(componentSchemas);
        pages.health(componentSchemas);
        pages.metrics();
        pages.keys();
        pages.document("/openapi.json", "openapi", "Get the OpenAPI document", "Returns this document in OpenAPI 3.1.");
        pages.document(
                "/asyncapi.json",
                "asyncapi",
                "Get the AsyncAPI document",
                "Returns the description of the socket API in AsyncAPI 3.0.");
        pages.reference();
        pages.mail(componentSchemas);
    }

    private void welcome(ObjectNode componentSchemas) {
        addSchema(componentSchemas, "ApiInfo", List.of("message", "status", "version", "author"));
        ObjectNode page = addPath(
                "/",
                "welcome",
                "Get API information",
                "Returns JSON, or the marketplace page to clients that prefer `text/html`.");
        ObjectNode success = addResponse(page, 200, "The API information.", true);
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
                "`degraded`: Redis is unavailable, but the node serves requests. `draining`: the node is shutting down.",
                "ok",
                "degraded",
                "unavailable",
                "draining");
        addEnum(schema, "dbStatus", "The connection to PostgreSQL.", "connected", "disconnected");
        addEnum(schema, "redis", "The connection to Redis.", "connected", "disconnected");
        ObjectNode services = schema.putObject("services").put("type", "object");
        services.put("description", "Each service, and whether it responds over the bus.");
        addEnum(services, "additionalProperties", "", "up", "down");
        schema.putObject("draining").put("type", "boolean").put("description", "Whether the node is shutting down.");

        ObjectNode page = addPath(
                "/health",
                "health",
                "Get the health of the node",
                "Returns 200 if the node can serve requests and is not shutting down, else 503. Use it for load balancers and monitoring. The health is checked at most once a second. Not rate limited.");
        ArrayNode servers = paths.withObjectProperty("/health").putArray("servers");
        List.of("/", "/api", "/api/v1").forEach(url -> servers.addObject().put("url", url));
        health(addResponse(page, 200, "The node can serve requests.", false), "ok", "connected", "up");
        health(
                addResponse(page, 503, "The node cannot serve requests, or is shutting down.", false),
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
                "Get metrics",
                "Returns the metrics of the node in the Prometheus text format. Requires an allowed address or an admin. Not rate limited.");
        page.set("security", SharedComponents.securityRequirements(Access.role(Role.ADMIN)));
        ((ArrayNode) page.path("security")).addObject();
        media(addResponse(page, 200, "The metrics.", false), "text/plain")
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
                "Returns the public keys that verify access tokens as a JSON Web Key Set (RFC 7517). New keys are published before they are used.");
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
        ObjectNode notModified = addResponse(page, 304, "The document has not changed.", true);
        SharedComponents.addHeader(notModified.withObjectProperty("headers"), "ETag");
        addRateLimitErrors(page);
    }

    private void reference() {
        ObjectNode page = addPath("/docs", "docs", "Get the API reference", "Returns this document as a page.");
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
                "List captured emails",
                "Returns the captured emails, newest first, as JSON, or as a page to clients that prefer `text/html`. Without a mail server,"
                        + " emails are captured here instead of being sent. Available on the node's own machine only; returns 404 to other clients, and if a mail server is configured.");
        ArrayNode parameters = list.putArray("parameters");
        parameter(parameters, "to", "Only emails to this address.").put("type", "string");
        parameter(parameters, "limit", "The maximum number of emails; 50 by default.")
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", 200);
        ObjectNode found = addResponse(list, 200, "The emails.", true);
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

        ObjectNode clear = addPath(
                "/dev/mail",
                "delete",
                "deleteEmails",
                "Delete all captured emails",
                "Deletes all captured emails of the node's deployment.");
        addResponse(clear, 204, "The emails were deleted.", true);
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
