package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Body;
import io.busbar.bus.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whether a request record fits the operation it is declared for. What does not stops the start, not a request. */
final class Soundness {
    private Soundness() {}

    static void check(Operation<?, ?> operation, ObjectNode schema) {
        List<String> wrong = new ArrayList<>();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));

        Set<String> parameters = Set.copyOf(Operation.parameters(operation.path()));
        for (String parameter : parameters) {
            if (!required.contains(parameter)) {
                wrong.add("the path's {" + parameter + "} is no component that is always there");
            }
        }
        for (String alias : operation.aliases()) {
            if (!Set.copyOf(Operation.parameters(alias)).equals(parameters)) {
                wrong.add("the alias " + alias + " has other parameters");
            }
        }
        bodyComponent(operation.body())
                .filter(name -> !schema.path("properties").has(name))
                .forEach(name -> wrong.add("the body's component " + name + " is missing"));
        boolean files = operation.body() instanceof Body.Multipart || operation.body() instanceof Body.Stream;
        Schemas.each(schema, part -> {
            if (!files && part.path(SchemaRules.FORM).asText().equals(SchemaRules.FILE)) {
                wrong.add("an Upload needs a form or a stream");
            }
            if (Schemas.types(part).contains("array") && !part.has("maxItems")) {
                wrong.add("a list has no largest size: give it @Size(max = ...)");
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(operation.name() + ": " + String.join("; ", wrong));
        }
    }

    private static Stream<String> bodyComponent(Body body) {
        return switch (body) {
            case Body.JsonArray array -> Stream.of(array.component());
            case Body.Raw raw -> Stream.of(raw.component());
            case Body.Stream stream -> Stream.of(stream.component());
            case Body.None none -> Stream.empty();
            case Body.JsonObject object -> Stream.empty();
            case Body.Multipart form -> Stream.empty();
        };
    }
}
