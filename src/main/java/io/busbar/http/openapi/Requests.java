package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Body;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Upload;
import io.busbar.bus.json.Schemas;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an operation reads: its parameters and its body. */
final class Requests {
    private static final String ANY_BYTES = "application/octet-stream";

    private final Schemas schemas;
    private final ObjectNode named;
    private final Examples examples;

    Requests(Schemas schemas, ObjectNode named, Examples examples) {
        this.schemas = schemas;
        this.named = named;
        this.examples = examples;
    }

    void describe(Operation<?, ?> operation, ObjectNode described) {
        ObjectNode record = operation.request() == Nothing.class
                ? JsonNodeFactory.instance.objectNode()
                : schemas.definition(operation.request());
        Set<String> required = new HashSet<>();
        record.path("required").forEach(name -> required.add(name.asText()));
        List<String> path = Operation.parameters(operation.path());

        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        path.forEach(name -> parameter(parameters, "path", name, record, true));
        for (String name : rest(operation, record, path)) {
            parameter(parameters, "query", name, record, required.contains(name));
        }
        if (operation.keyed()) {
            parameters.addObject().put("$ref", "#/components/parameters/IdempotencyKey");
        }
        if (!parameters.isEmpty()) {
            described.set("parameters", parameters);
        }
        body(operation, described, record, required, path);
    }

    /** The components that come in the query. */
    private static List<String> rest(Operation<?, ?> operation, ObjectNode record, List<String> path) {
        Set<String> elsewhere = new TreeSet<>(path);
        switch (operation.body()) {
            case Body.None none -> {}
            case Body.JsonArray array -> elsewhere.add(array.component());
            case Body.Raw raw -> elsewhere.add(raw.component());
            case Body.Stream stream -> elsewhere.add(stream.component());
            case Body.JsonObject object -> elsewhere.addAll(names(record));
            case Body.Multipart form -> elsewhere.addAll(names(record));
        }
        return names(record).stream().filter(name -> !elsewhere.contains(name)).toList();
    }

    private static List<String> names(ObjectNode record) {
        return record.path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private void parameter(ArrayNode parameters, String in, String name, ObjectNode record, boolean required) {
        ObjectNode schema = record.path("properties").path(name).deepCopy();
        ObjectNode parameter =
                parameters.addObject().put("name", name).put("in", in).put("required", required);
        JsonNode description = schema.remove("description");
        if (description != null) {
            parameter.set("description", description);
        }
        JsonNode example = schema.has("examples") || required ? examples.of(schema) : null;
        schema.remove("examples");
        parameter.set("schema", schema);
        if (example != null) {
            parameter.set("example", example);
        }
    }

    private void body(
            Operation<?, ?> operation,
            ObjectNode described,
            ObjectNode record,
            Set<String> required,
            List<String> path) {
        switch (operation.body()) {
            case Body.None none -> {}
            case Body.JsonObject object -> {
                ObjectNode fields = without(record, path);
                if (fields.path("properties").isEmpty()) {
                    return;
                }
                ObjectNode media = media(
                        described, "application/json", fields.path("required").size() > 0);
                media.set("schema", name(operation, fields, path));
                media.set("example", examples.of(fields));
            }
            case Body.JsonArray array -> {
                JsonNode items = record.path("properties").path(array.component());
                ObjectNode media = media(described, "application/json", required.contains(array.component()));
                ClosedObjects.close(items, named);
                media.set("schema", items);
                media.set("example", examples.of(items));
            }
            case Body.Multipart form -> {
                ObjectNode fields = without(record, path);
                files(operation.request(), fields);
                fields.put("additionalProperties", false);
                media(described, "multipart/form-data", true).set("schema", fields);
            }
            case Body.Raw raw ->
                new TreeSet<>(raw.mediaTypes())
                        .forEach(type -> media(described, type, true)
                                .putObject("schema")
                                .put("description", "The bytes, read exactly as they come."));
            case Body.Stream stream -> {
                media(described, ANY_BYTES, true).set("schema", binary(JsonNodeFactory.instance.objectNode()));
                media(described, "*/*", true).set("schema", binary(JsonNodeFactory.instance.objectNode()));
            }
        }
    }

    private static ObjectNode media(ObjectNode described, String type, boolean required) {
        ObjectNode body = described.withObjectProperty("requestBody");
        body.put("required", required);
        return body.withObjectProperty("content").withObjectProperty(type);
    }

    /** The record's schema without its path parameters, closed: unknown fields are refused. */
    private static ObjectNode without(ObjectNode record, List<String> path) {
        ObjectNode fields = record.deepCopy();
        fields.withObjectProperty("properties").remove(path);
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        fields.path("required").forEach(name -> {
            if (!path.contains(name.asText())) {
                required.add(name);
            }
        });
        fields.remove("required");
        if (!required.isEmpty()) {
            fields.set("required", required);
        }
        return fields;
    }

    /** Puts the body among the components, under the record's name. */
    private ObjectNode name(Operation<?, ?> operation, ObjectNode fields, List<String> path) {
        ObjectNode reference = schemas.reference(operation.request());
        if (!path.isEmpty()) {
            String place = reference.path("$ref").asText() + "Body";
            reference.put("$ref", place);
            named.set(place.substring(place.lastIndexOf('/') + 1), fields);
        }
        ClosedObjects.close(reference, named);
        return reference;
    }

    private static void files(Class<?> record, ObjectNode fields) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (fields.path("properties").path(component.getName()) instanceof ObjectNode schema) {
                if (component.getType() == Upload.class) {
                    binary(schema);
                } else if (component.getGenericType().getTypeName().contains(Upload.class.getName())) {
                    binary((ObjectNode) schema.path("items"));
                }
            }
        }
    }

    private static ObjectNode binary(ObjectNode schema) {
        return schema.put("type", "string").put("format", "binary").put("contentMediaType", ANY_BYTES);
    }
}
