package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import java.util.List;

/** Describes the pages of the node that belong to no service. */
final class NodePaths {
    private final NodePathWriter node;

    private NodePaths(NodePathWriter node) {
        this.node = node;
    }

    static void describe(ArrayNode tags, ObjectNode paths, ObjectNode componentSchemas, ErrorResponses errorResponses) {
        tags.addObject()
                .put("name", NodePathWriter.TAG)
                .put("description", "Health, metrics, public keys, API documents and the developer mailbox of a node.");
        NodePathWriter node = new NodePathWriter(paths, errorResponses);
        NodePaths pages = new NodePaths(node);
        pages.welcome(componentSchemas);
        HealthPath.describe(node, componentSchemas);
        pages.metrics();
        pages.keys();
        pages.document("/openapi.json", "openapi", "Get the OpenAPI document", "Returns this document in OpenAPI 3.1.");
        pages.document(
                "/asyncapi.json",
                "asyncapi",
                "Get the AsyncAPI document",
                "Returns the description of the socket API in AsyncAPI 3.0.");
        pages.reference();
        MailboxPaths.describe(node, componentSchemas);
    }

    private void welcome(ObjectNode componentSchemas) {
        NodePathWriter.addSchema(componentSchemas, "ApiInfo", List.of("message", "status", "version", "author"));
        ObjectNode page = node.addPath(
                "/",
                "welcome",
                "Get API information",
                "Returns JSON, or the marketplace page to clients that prefer `text/html`.");
        ObjectNode success = NodePathWriter.addResponse(page, 200, "The API information.", true);
        ObjectNode media = NodePathWriter.media(success, NodePathWriter.JSON);
        media.putObject("schema").put("$ref", "#/components/schemas/ApiInfo");
        media.putObject("example")
                .put("message", "Busbar API is running")
                .put("status", "ok")
                .put("version", OpenApiDocument.VERSION)
                .put("author", "The Busbar authors");
        NodePathWriter.media(success, "text/html").putObject("schema").put("type", "string");
        node.addRateLimitErrors(page);
    }

    private void metrics() {
        ObjectNode page = node.addPath(
                "/metrics",
                "metrics",
                "Get metrics",
                "Returns the metrics of the node in the Prometheus text format. Requires an allowed address or an admin. Not rate limited.");
        page.set("security", SharedComponents.securityRequirements(Access.role(Role.ADMIN)));
        ((ArrayNode) page.path("security")).addObject();
        NodePathWriter.media(NodePathWriter.addResponse(page, 200, "The metrics.", false), "text/plain")
                .putObject("schema")
                .put("type", "string");
        node.addErrors(
                page,
                List.of(FailureCode.UNAUTHORIZED, FailureCode.FORBIDDEN, FailureCode.INTERNAL_SERVER_ERROR),
                false);
    }

    private void keys() {
        ObjectNode page = node.addPath(
                "/.well-known/jwks.json",
                "jwks",
                "Get the public keys",
                "Returns the public keys that verify access tokens as a JSON Web Key Set (RFC 7517). New keys are published before they are used.");
        ObjectNode schema = NodePathWriter.media(
                        NodePathWriter.addResponse(page, 200, "The key set.", true), "application/jwk-set+json")
                .putObject("schema");
        schema.put("type", "object").putArray("required").add("keys");
        schema.putObject("properties")
                .putObject("keys")
                .put("type", "array")
                .putObject("items")
                .put("type", "object");
        node.addRateLimitErrors(page);
    }

    private void document(String path, String id, String summary, String description) {
        ObjectNode page = node.addPath(path, id, summary, description);
        ObjectNode success = NodePathWriter.addResponse(page, 200, "The document.", true);
        SharedComponents.addHeader(success.withObjectProperty("headers"), "ETag");
        NodePathWriter.media(success, NodePathWriter.JSON).putObject("schema").put("type", "object");
        ObjectNode notModified = NodePathWriter.addResponse(page, 304, "The document has not changed.", true);
        SharedComponents.addHeader(notModified.withObjectProperty("headers"), "ETag");
        node.addRateLimitErrors(page);
    }

    private void reference() {
        ObjectNode page = node.addPath("/docs", "docs", "Get the API reference", "Returns this document as a page.");
        NodePathWriter.media(NodePathWriter.addResponse(page, 200, "The page.", true), "text/html")
                .putObject("schema")
                .put("type", "string");
        node.addRateLimitErrors(page);
    }
}
