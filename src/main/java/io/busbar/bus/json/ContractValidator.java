package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks, when a service starts, that a request record fits its operation. */
final class ContractValidator {
    private ContractValidator() {}

    static void validate(Operation<?, ?> operation, ObjectNode schema) {
        List<String> errors = new ArrayList<>();
        checkPathParameters(operation, schema, errors);
        checkBodyComponent(operation, schema, errors);
        checkSchema(operation, schema, errors);
        if (!errors.isEmpty()) {
            throw new IllegalStateException(operation.name() + ": " + String.join("; ", errors));
        }
    }

    private static void checkPathParameters(Operation<?, ?> operation, ObjectNode schema, List<String> errors) {
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        Set<String> parameters = Set.copyOf(Operation.pathParameters(operation.path()));
        for (String parameter : parameters) {
            if (!required.contains(parameter)) {
                errors.add("path parameter {" + parameter + "} is not a required component");
            }
        }
        if (operation.patches() && !parameters.containsAll(required)) {
            errors.add("patches() is for requests whose fields are optional");
        }
        for (String alias : operation.aliases()) {
            if (!Set.copyOf(Operation.pathParameters(alias)).equals(parameters)) {
                errors.add("alias " + alias + " has different parameters");
            }
        }
    }

    private static void checkBodyComponent(Operation<?, ?> operation, ObjectNode schema, List<String> errors) {
        bodyComponent(operation.requestBody())
                .filter(name -> !schema.path("properties").has(name))
                .ifPresent(name -> errors.add("body component " + name + " is missing"));
    }

    private static void checkSchema(Operation<?, ?> operation, ObjectNode schema, List<String> errors) {
        boolean acceptsFiles = operation.requestBody() instanceof RequestBody.MultipartBody
                || operation.requestBody() instanceof RequestBody.StreamedUpload;
        Schemas.forEachObject(schema, part -> {
            if (!acceptsFiles && isFile(part)) {
                errors.add("an Upload requires a form or a stream");
            }
            if (part.has(TextKind.KEYWORD) && !Schemas.types(part).equals(List.of("string"))) {
                errors.add("@Line and @Text are for strings");
            }
            if (Schemas.types(part).contains("array") && !part.has("maxItems")) {
                errors.add("a list has no maximum size: add @Size(max = ...)");
            }
            if (part.has(RequestSchema.MAP_VALUES) && !part.has("maxProperties")) {
                errors.add("a map has no maximum size: add @Size(max = ...)");
            }
        });
    }

    /** Recognizes an {@link io.busbar.data.Upload} by the error message that {@link RecordSchemaModule} gives to it. */
    private static boolean isFile(ObjectNode schema) {
        return schema.path(RecordSchemaModule.MESSAGE_KEYWORD).asText().equals(RecordSchemaModule.FILE_MESSAGE);
    }

    private static Optional<String> bodyComponent(RequestBody requestBody) {
        return switch (requestBody) {
            case RequestBody.JsonArrayBody array -> Optional.of(array.component());
            case RequestBody.RawBody rawBody -> Optional.of(rawBody.component());
            case RequestBody.StreamedUpload streamedUpload -> Optional.of(streamedUpload.component());
            case RequestBody.NoBody noBody -> Optional.empty();
            case RequestBody.JsonObjectBody object -> Optional.empty();
            case RequestBody.MultipartBody form -> Optional.empty();
        };
    }
}
