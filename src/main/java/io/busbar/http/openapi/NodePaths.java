package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import java.util.List;

/** Adds the node's own endpoints, which belong to no service, to the OpenAPI document. */
final class NodePaths {
    private final NodePathWriter writer;

    private NodePaths(NodePathWriter writer) {
        this.writer = writer;
    }

    static void describe(ArrayNode tags, ObjectNode paths, ObjectNode componentSchemas, ErrorResponses errorResponses) {
        tags.addObject()
                .put("name", NodePathWriter.TAG)
                .put(
                        "description",
                        "Health, metrics, public keys, API documents and the development mailbox of a node.");
        NodePathWriter writer = new NodePathWriter(paths, errorResponses);
        NodePaths nodePaths = new NodePaths(writer);
        nodePaths.describeWelcome(componentSchemas);
        HealthPath.describe(writer, componentSchemas);
        nodePaths.describeMetrics();
        nodePaths.describeKeySet();
        nodePaths.describeDocument(
                "/openapi.json", "openapi", "Get the OpenAPI document", "Returns this document in OpenAPI 3.1.");
        nodePaths.describeDocument(
                "/asyncapi.json",
                "asyncapi",
                "Get the AsyncAPI document",
                "Returns the description of the socket API in AsyncAPI 3.0.");
        nodePaths.describeDocsPage();
        MailboxPaths.describe(writer, componentSchemas);
    }

    private void describeWelcome(ObjectNode componentSchemas) {
        NodePathWriter.addSchema(componentSchemas, "ApiInfo", List.of("message", "status", "version", "author"));
        ObjectNode operation = writer.addPath(
                "/",
                "welcome",
                "Get API information",
                "Returns JSON, or the marketplace page to clients that prefer `text/html`.");
        ObjectNode success = NodePathWriter.addResponse(operation, 200, "The API information.", true);
        ObjectNode media = NodePathWriter.media(success, NodePathWriter.JSON);
        media.putObject("schema").put("$ref", "#/components/schemas/ApiInfo");
        media.putObject("example")
                .put("message", "Busbar API is running")
                .put("status", "ok")
                .put("version", OpenApiDocument.VERSION)
                .put("author", "The Busbar authors");
        NodePathWriter.media(success, "text/html").putObject("schema").put("type", "string");
        writer.addRateLimitErrors(operation);
    }

    private void describeMetrics() {
        ObjectNode operation = writer.addPath(
                "/metrics",
                "metrics",
                "Get metrics",
                "Returns the metrics of the node in the Prometheus text format. The caller must have an allowed address or be an admin. Requests are not rate limited.");
        operation.set("security", SharedComponents.securityRequirements(Access.role(Role.ADMIN)));
        // An empty requirement makes authentication optional: allowed addresses need none.
        ((ArrayNode) operation.path("security")).addObject();
        NodePathWriter.media(NodePathWriter.addResponse(operation, 200, "The metrics.", false), "text/plain")
                .putObject("schema")
                .put("type", "string");
        writer.addErrors(
                operation,
                List.of(FailureCode.UNAUTHORIZED, FailureCode.FORBIDDEN, FailureCode.INTERNAL_SERVER_ERROR),
                false);
    }

    private void describeKeySet() {
        ObjectNode operation = writer.addPath(
                "/.well-known/jwks.json",
                "jwks",
                "Get the public keys",
                "Returns the public keys that verify access tokens as a JSON Web Key Set (RFC 7517). New keys are published before they are used.");
        ObjectNode schema = NodePathWriter.media(
                        NodePathWriter.addResponse(operation, 200, "The key set.", true), "application/jwk-set+json")
                .putObject("schema");
        schema.put("type", "object").putArray("required").add("keys");
        schema.putObject("properties")
                .putObject("keys")
                .put("type", "array")
                .putObject("items")
                .put("type", "object");
        writer.addRateLimitErrors(operation);
    }

    private void describeDocument(String path, String id, String summary, String description) {
        ObjectNode operation = writer.addPath(path, id, summary, description);
        ObjectNode success = NodePathWriter.addResponse(operation, 200, "The document.", true);
        SharedComponents.addHeader(success.withObjectProperty("headers"), "ETag");
        NodePathWriter.media(success, NodePathWriter.JSON).putObject("schema").put("type", "object");
        ObjectNode notModified = NodePathWriter.addResponse(operation, 304, "The document has not changed.", true);
        SharedComponents.addHeader(notModified.withObjectProperty("headers"), "ETag");
        writer.addRateLimitErrors(operation);
    }

    private void describeDocsPage() {
        ObjectNode operation =
                writer.addPath("/docs", "docs", "Get the API reference", "Returns this document as an HTML page.");
        NodePathWriter.media(NodePathWriter.addResponse(operation, 200, "The page.", true), "text/html")
                .putObject("schema")
                .put("type", "string");
        writer.addRateLimitErrors(operation);
    }
}
