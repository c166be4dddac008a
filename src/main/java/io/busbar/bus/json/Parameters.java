package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Body;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Operation;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text of path, query and forms as the JSON that the record's components would have. What does not convert stays text. */
final class Parameters {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

    private final boolean query;
    private final Map<String, Kind> kinds = new HashMap<>();

    /** What a component's text turns into. */
    private record Kind(String type, boolean list) {}

    Parameters(Operation<?, ?> operation, ObjectNode schema) {
        this.query = !(operation.body() instanceof Body.JsonObject || operation.body() instanceof Body.Multipart);
        schema.path("properties").properties().forEach(property -> {
            String type = type(property.getValue());
            boolean list = type.equals("array");
            kinds.put(
                    property.getKey(), new Kind(list ? type(property.getValue().path("items")) : type, list));
        });
    }

    private static String type(JsonNode schema) {
        List<String> types = Schemas.types(schema);
        return types.isEmpty() ? "string" : types.getFirst();
    }

    ObjectNode read(Map<String, String> path, MultiMap given) {
        List<FieldError> misplaced = new ArrayList<>(0);
        for (String name : given.names()) {
            if (!query) {
                misplaced.add(
                        new FieldError(Pointers.of(name), "is not a parameter of the query; fields come in the body"));
            } else if (path.containsKey(name)) {
                misplaced.add(new FieldError(Pointers.of(name), "is already given in the path"));
            }
        }
        if (!misplaced.isEmpty()) {
            throw Failure.invalid(misplaced);
        }
        ObjectNode request = convert(given);
        path.forEach((name, text) -> request.set(name, value(text, kinds.get(name))));
        return request;
    }

    ObjectNode convert(MultiMap given) {
        ObjectNode request = NODES.objectNode();
        for (String name : given.names()) {
            Kind kind = kinds.get(name);
            List<String> texts = given.getAll(name);
            if (texts.size() == 1 && (kind == null || !kind.list())) {
                request.set(name, value(texts.getFirst(), kind));
            } else {
                ArrayNode values = request.putArray(name);
                texts.forEach(text -> values.add(value(text, kind)));
            }
        }
        return request;
    }

    private static JsonNode value(String text, @Nullable Kind kind) {
        return switch (kind == null ? "string" : kind.type()) {
            case "integer" ->
                WHOLE.matcher(text).matches() ? NODES.numberNode(new BigInteger(text)) : NODES.textNode(text);
            case "number" ->
                NUMBER.matcher(text).matches() ? NODES.numberNode(new BigDecimal(text)) : NODES.textNode(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? NODES.booleanNode(text.equals("true"))
                        : NODES.textNode(text);
            default -> NODES.textNode(text);
        };
    }
}
