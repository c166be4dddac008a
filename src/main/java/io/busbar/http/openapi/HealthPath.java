package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Describes the path {@code /health} in the OpenAPI document. */
final class HealthPath {
    private HealthPath() {}

    static void describe(NodePathWriter writer, ObjectNode componentSchemas) {
        ObjectNode properties = NodePathWriter.addSchema(
                componentSchemas, "Health", List.of("status", "dbStatus", "redis", "services", "node", "draining"));
        NodePathWriter.addEnum(
                properties,
                "status",
                "`degraded`: Redis is unavailable, but the node serves requests. `draining`: the node is shutting down.",
                "ok",
                "degraded",
                "unavailable",
                "draining");
        NodePathWriter.addEnum(properties, "dbStatus", "The connection to PostgreSQL.", "connected", "disconnected");
        NodePathWriter.addEnum(properties, "redis", "The connection to Redis.", "connected", "disconnected");
        ObjectNode services = properties.putObject("services").put("type", "object");
        services.put("description", "Each service, and whether it responds over the bus.");
        // The services have no fixed names: the schema applies to each of them.
        NodePathWriter.addEnum(services, "additionalProperties", "", "up", "down");
        properties
                .putObject("draining")
                .put("type", "boolean")
                .put("description", "Whether the node is shutting down.");

        ObjectNode operation = writer.addPath(
                "/health",
                "health",
                "Get the health of the node",
                "Returns 200 if the node can serve requests and is not shutting down, else 503. Use it for load balancers and monitoring. The health is checked at most once a second. Not rate limited.");
        writer.setServers("/health", List.of("/", "/api", "/api/v1"));
        addHealthResponse(
                NodePathWriter.addResponse(operation, 200, "The node can serve requests.", false),
                "ok",
                "connected",
                "up");
        addHealthResponse(
                NodePathWriter.addResponse(
                        operation, 503, "The node cannot serve requests, or is shutting down.", false),
                "unavailable",
                "disconnected",
                "down");
    }

    private static void addHealthResponse(ObjectNode response, String status, String database, String service) {
        ObjectNode media = NodePathWriter.media(response, NodePathWriter.JSON);
        media.putObject("schema").put("$ref", "#/components/schemas/Health");
        ObjectNode example = media.putObject("example");
        example.put("status", status).put("dbStatus", database).put("redis", "connected");
        example.putObject("services").put("catalog", service);
        example.put("node", "5f0c9a").put("draining", false);
    }
}
