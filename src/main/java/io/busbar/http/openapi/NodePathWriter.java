package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import java.util.Collection;
import java.util.List;

/** Writes the node's own endpoints, which belong to no service, into the OpenAPI document. */
final class NodePathWriter {
    static final String TAG = "node";
    static final String JSON = "application/json";

    private final ObjectNode paths;
    private final ErrorResponses errorResponses;

    NodePathWriter(ObjectNode paths, ErrorResponses errorResponses) {
        this.paths = paths;
        this.errorResponses = errorResponses;
    }

    /** Replaces the servers of a path. */
    void setServers(String path, List<String> urls) {
        ArrayNode servers = paths.withObjectProperty(path).putArray("servers");
        urls.forEach(url -> servers.addObject().put("url", url));
    }

    void addErrors(ObjectNode operation, Collection<FailureCode> codes, boolean rateLimited) {
        errorResponses.describe(codes, operation.withObjectProperty("responses"), rateLimited);
    }

    ObjectNode addPath(String path, String name, String summary, String description) {
        return addPath(path, "get", name, summary, description);
    }

    ObjectNode addPath(String path, String method, String name, String summary, String description) {
        ObjectNode pathItem = paths.withObjectProperty(path);
        pathItem.putArray("servers").addObject().put("url", "/");
        ObjectNode operation = pathItem.putObject(method);
        operation.putArray("tags").add(TAG);
        operation.put("operationId", TAG + "." + name).put("summary", summary).put("description", description);
        operation.putArray("security");
        return operation;
    }

    void addRateLimitErrors(ObjectNode operation) {
        addErrors(operation, List.of(FailureCode.RATE_LIMIT_EXCEEDED, FailureCode.INTERNAL_SERVER_ERROR), true);
    }

    static ObjectNode addResponse(ObjectNode operation, int status, String description, boolean rateLimited) {
        ObjectNode response = operation.withObjectProperty("responses").putObject(Integer.toString(status));
        response.put("description", description);
        ObjectNode headers = response.putObject("headers");
        SharedComponents.addCommonHeaders(headers);
        if (rateLimited) {
            SharedComponents.addRateLimitHeaders(headers);
        }
        return response;
    }

    static ObjectNode media(ObjectNode response, String type) {
        return response.withObjectProperty("content").withObjectProperty(type);
    }

    /** Adds the schema of an object with required string fields. Returns its properties, so that the caller can describe them further. */
    static ObjectNode addSchema(ObjectNode componentSchemas, String name, List<String> fields) {
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

    /** Adds or replaces a string property that has one of the values. */
    static void addEnum(ObjectNode properties, String name, String description, String... values) {
        ObjectNode schema = properties.putObject(name).put("type", "string");
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        ArrayNode enumValues = schema.putArray("enum");
        List.of(values).forEach(enumValues::add);
    }
}
