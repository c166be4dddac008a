package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts path parameters, query parameters and form fields to the JSON types of the record's components. Text that can't be converted
 * stays text.
 */
final class ParameterConverter {
    private static final JsonNodeFactory NODE_FACTORY = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

    private final boolean queryAllowed;
    private final Map<String, ParameterType> parameterTypes = new HashMap<>();

    /** The JSON type that a component's text is converted to. */
    private record ParameterType(String type, boolean isList) {}

    ParameterConverter(Operation<?, ?> operation, ObjectNode schema) {
        this.queryAllowed = !(operation.requestBody() instanceof RequestBody.JsonObjectBody
                || operation.requestBody() instanceof RequestBody.MultipartBody);
        schema.path("properties").properties().forEach(property -> {
            String type = schemaType(property.getValue());
            boolean list = type.equals("array");
            parameterTypes.put(
                    property.getKey(),
                    new ParameterType(list ? schemaType(property.getValue().path("items")) : type, list));
        });
    }

    private static String schemaType(JsonNode schema) {
        List<String> types = Schemas.types(schema);
        return types.isEmpty() ? "string" : types.getFirst();
    }

    ObjectNode convertAll(Map<String, String> path, MultiMap parameters) {
        List<FieldError> errors = new ArrayList<>(0);
        for (String name : parameters.names()) {
            if (!queryAllowed) {
                errors.add(new FieldError(JsonPointers.of(name), "must be sent in the body, not in the query"));
            } else if (path.containsKey(name)) {
                errors.add(new FieldError(JsonPointers.of(name), "is already given in the path"));
            }
        }
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
        ObjectNode request = convert(parameters);
        path.forEach((name, text) -> request.set(name, value(text, parameterTypes.get(name))));
        return request;
    }

    ObjectNode convert(MultiMap parameters) {
        ObjectNode request = NODE_FACTORY.objectNode();
        for (String name : parameters.names()) {
            ParameterType parameterType = parameterTypes.get(name);
            List<String> texts = parameters.getAll(name);
            if (texts.size() == 1 && (parameterType == null || !parameterType.isList())) {
                request.set(name, value(texts.getFirst(), parameterType));
            } else {
                ArrayNode values = request.putArray(name);
                texts.forEach(text -> values.add(value(text, parameterType)));
            }
        }
        return request;
    }

    private static JsonNode value(String text, @Nullable ParameterType parameterType) {
        return switch (parameterType == null ? "string" : parameterType.type()) {
            case "integer" ->
                INTEGER.matcher(text).matches()
                        ? NODE_FACTORY.numberNode(new BigInteger(text))
                        : NODE_FACTORY.textNode(text);
            case "number" ->
                NUMBER.matcher(text).matches()
                        ? NODE_FACTORY.numberNode(new BigDecimal(text))
                        : NODE_FACTORY.textNode(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? NODE_FACTORY.booleanNode(text.equals("true"))
                        : NODE_FACTORY.textNode(text);
            default -> NODE_FACTORY.textNode(text);
        };
    }
}
