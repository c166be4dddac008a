package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.busbar.bus.json.Schemas;
import io.busbar.data.Upload;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Describes the parameters and the body of an operation. */
final class RequestSchemas {
    private static final String ANY_BYTES = "application/octet-stream";

    private final Schemas schemas;
    private final ObjectNode componentSchemas;
    private final ExampleGenerator exampleGenerator;

    RequestSchemas(Schemas schemas, ObjectNode componentSchemas, ExampleGenerator exampleGenerator) {
        this.schemas = schemas;
        this.componentSchemas = componentSchemas;
        this.exampleGenerator = exampleGenerator;
    }

    void describe(Operation<?, ?> operation, ObjectNode operationObject) {
        ObjectNode requestSchema = operation.request() == Empty.class
                ? JsonNodeFactory.instance.objectNode()
                : RuntimeSchemas.request(operation, schemas);
        Set<String> required = new HashSet<>();
        requestSchema.path("required").forEach(name -> required.add(name.asText()));
        List<String> path = Operation.pathParameters(operation.path());

        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        path.forEach(name -> addParameter(parameters, "path", name, requestSchema, true));
        for (String name : queryComponents(operation, requestSchema, path)) {
            addParameter(parameters, "query", name, requestSchema, required.contains(name));
        }
        if (operation.supportsIdempotencyKey()) {
            parameters.addObject().put("$ref", "#/components/parameters/IdempotencyKey");
        }
        if (!parameters.isEmpty()) {
            operationObject.set("parameters", parameters);
        }
        addBody(operation, operationObject, requestSchema, required, path);
    }

    /** Returns the names of the components that come from the query. */
    private static List<String> queryComponents(
            Operation<?, ?> operation, ObjectNode requestSchema, List<String> path) {
        Set<String> otherComponents = new TreeSet<>(path);
        switch (operation.requestBody()) {
            case RequestBody.NoBody noBody -> {}
            case RequestBody.JsonArrayBody array -> otherComponents.add(array.component());
            case RequestBody.RawBody rawBody -> otherComponents.add(rawBody.component());
            case RequestBody.StreamedUpload streamedUpload -> otherComponents.add(streamedUpload.component());
            case RequestBody.JsonObjectBody object -> otherComponents.addAll(componentNames(requestSchema));
            case RequestBody.MultipartBody form -> otherComponents.addAll(componentNames(requestSchema));
        }
        return componentNames(requestSchema).stream()
                .filter(name -> !otherComponents.contains(name))
                .toList();
    }

    private static List<String> componentNames(ObjectNode requestSchema) {
        return requestSchema.path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private void addParameter(
            ArrayNode parameters, String in, String name, ObjectNode requestSchema, boolean required) {
        ObjectNode schema = requestSchema.path("properties").path(name).deepCopy();
        ObjectNode parameter =
                parameters.addObject().put("name", name).put("in", in).put("required", required);
        JsonNode description = schema.remove("description");
        if (description != null) {
            parameter.set("description", description);
        }
        JsonNode example = schema.has("examples") || required ? exampleGenerator.generate(schema) : null;
        schema.remove("examples");
        parameter.set("schema", schema);
        if (example != null) {
            parameter.set("example", example);
        }
    }

    private void addBody(
            Operation<?, ?> operation,
            ObjectNode operationObject,
            ObjectNode requestSchema,
            Set<String> required,
            List<String> path) {
        switch (operation.requestBody()) {
            case RequestBody.NoBody noBody -> {}
            case RequestBody.JsonObjectBody object -> addJsonObject(operation, operationObject, requestSchema, path);
            case RequestBody.JsonArrayBody array ->
                addJsonArray(operationObject, requestSchema, array.component(), required);
            case RequestBody.MultipartBody form -> addForm(operation, operationObject, requestSchema, path);
            case RequestBody.RawBody rawBody ->
                new TreeSet<>(rawBody.mediaTypes()).forEach(type -> addRawBytes(operationObject, type));
            case RequestBody.StreamedUpload streamedUpload -> {
                addFile(operationObject, ANY_BYTES);
                addFile(operationObject, "*/*");
            }
        }
    }

    private void addJsonObject(
            Operation<?, ?> operation, ObjectNode operationObject, ObjectNode requestSchema, List<String> path) {
        ObjectNode fields = withoutPathParameters(requestSchema, path);
        if (fields.path("properties").isEmpty()) {
            return;
        }
        boolean isRequired = operation.patches() || fields.path("required").size() > 0;
        ObjectNode media = addMediaType(operationObject, "application/json", isRequired);
        media.set("schema", registerBodySchema(operation, fields, path));
        JsonNode example = exampleGenerator.generate(fields);
        boolean needsField = operation.patches() && example.isEmpty();
        media.set("example", needsField ? exampleGenerator.generateComplete(fields) : example);
    }

    private void addJsonArray(
            ObjectNode operationObject, ObjectNode requestSchema, String component, Set<String> required) {
        JsonNode items = requestSchema.path("properties").path(component);
        ObjectNode media = addMediaType(operationObject, "application/json", required.contains(component));
        StrictObjectSchemas.forbidUnknownFields(items, componentSchemas);
        media.set("schema", items);
        media.set("example", exampleGenerator.generate(items));
    }

    private static void addForm(
            Operation<?, ?> operation, ObjectNode operationObject, ObjectNode requestSchema, List<String> path) {
        ObjectNode fields = withoutPathParameters(requestSchema, path);
        markBinaryFields(operation.request(), fields);
        fields.put("additionalProperties", false);
        addMediaType(operationObject, "multipart/form-data", true).set("schema", fields);
    }

    private static void addRawBytes(ObjectNode operationObject, String type) {
        addMediaType(operationObject, type, true).putObject("schema").put("description", "The raw bytes of the body.");
    }

    private static void addFile(ObjectNode operationObject, String type) {
        addMediaType(operationObject, type, true).set("schema", binary(JsonNodeFactory.instance.objectNode()));
    }

    private static ObjectNode addMediaType(ObjectNode operationObject, String type, boolean required) {
        ObjectNode body = operationObject.withObjectProperty("requestBody");
        body.put("required", required);
        return body.withObjectProperty("content").withObjectProperty(type);
    }

    /** Returns the schema of the record without its path parameters. */
    private static ObjectNode withoutPathParameters(ObjectNode requestSchema, List<String> path) {
        ObjectNode fields = requestSchema.deepCopy();
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

    /**
     * Registers the schema of the body under the name of the record and returns a reference to it. The schema allows no unknown
     * fields.
     */
    private ObjectNode registerBodySchema(Operation<?, ?> operation, ObjectNode fields, List<String> path) {
        if (operation.runtime() != null) {
            return RuntimeSchemas.strict(fields);
        }
        ObjectNode reference = schemas.reference(operation.request());
        if (!path.isEmpty()) {
            String pointer = reference.path("$ref").asText() + "Body";
            reference.put("$ref", pointer);
            componentSchemas.set(pointer.substring(pointer.lastIndexOf('/') + 1), fields);
        }
        StrictObjectSchemas.forbidUnknownFields(reference, componentSchemas);
        if (operation.patches()) {
            component(reference).put("minProperties", 1);
        }
        return reference;
    }

    private ObjectNode component(ObjectNode reference) {
        String pointer = reference.path("$ref").asText();
        return componentSchemas.withObjectProperty(pointer.substring(pointer.lastIndexOf('/') + 1));
    }

    private static void markBinaryFields(Class<?> requestType, ObjectNode fields) {
        for (RecordComponent component : requestType.getRecordComponents()) {
            if (!(fields.path("properties").path(component.getName()) instanceof ObjectNode schema)) {
                continue;
            }
            if (component.getType() == Upload.class) {
                binary(schema);
            } else if (component.getGenericType().getTypeName().contains(Upload.class.getName())) {
                binary((ObjectNode) schema.path("items"));
            }
        }
    }

    private static ObjectNode binary(ObjectNode schema) {
        return schema.put("type", "string").put("format", "binary").put("contentMediaType", ANY_BYTES);
    }
}
