package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks at the start of a service that a request record fits its operation. */
final class ContractValidator {
    private ContractValidator() {}

    static void validate(Operation<?, ?> operation, ObjectNode schema) {
        List<String> errors = new ArrayList<>();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));

        Set<String> parameters = Set.copyOf(Operation.pathParameters(operation.path()));
        for (String parameter : parameters) {
            if (!required.contains(parameter)) {
                errors.add("path parameter {" + parameter + "} is not a required component");
            }
        }
        for (String alias : operation.aliases()) {
            if (!Set.copyOf(Operation.pathParameters(alias)).equals(parameters)) {
                errors.add("alias " + alias + " has different parameters");
            }
        }
        bodyComponent(operation.requestBody())
                .filter(name -> !schema.path("properties").has(name))
                .forEach(name -> errors.add("body component " + name + " is missing"));
        boolean acceptsFiles = operation.requestBody() instanceof RequestBody.MultipartBody
                || operation.requestBody() instanceof RequestBody.StreamedUpload;
        Schemas.forEachObject(schema, part -> {
            if (!acceptsFiles
                    && part.path(RecordSchemaModule.MESSAGE_KEYWORD).asText().equals(RecordSchemaModule.FILE_MESSAGE)) {
                errors.add("an Upload requires a form or a stream");
            }
            if (Schemas.types(part).contains("array") && !part.has("maxItems")) {
                errors.add("a list has no maximum size: add @Size(max = ...)");
            }
        });
        if (!errors.isEmpty()) {
            throw new IllegalStateException(operation.name() + ": " + String.join("; ", errors));
        }
    }

    private static Stream<String> bodyComponent(RequestBody requestBody) {
        return switch (requestBody) {
            case RequestBody.JsonArrayBody array -> Stream.of(array.component());
            case RequestBody.RawBody rawBody -> Stream.of(rawBody.component());
            case RequestBody.StreamedUpload streamedUpload -> Stream.of(streamedUpload.component());
            case RequestBody.NoBody noBody -> Stream.empty();
            case RequestBody.JsonObjectBody object -> Stream.empty();
            case RequestBody.MultipartBody form -> Stream.empty();
        };
    }
}
