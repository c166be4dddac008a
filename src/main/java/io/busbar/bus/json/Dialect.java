package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbstractKeyword;
import com.networknt.schema.BaseJsonValidator;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.ItemsValidator202012;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.Keyword;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.ValidatorTypeCode;
import com.networknt.schema.Vocabulary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema 2020-12 as the library has it, with two keywords of our own making: {@code additionalProperties}, because the library's lets
 * every name that begins with {@code #} pass, and {@code items}, because it goes on to judge every item of a list that is too long
 * already. Both also bound what a hostile request can make us write down.
 */
final class Dialect {
    /** Findings of one kind in one object. */
    private static final int MOST = 100;

    static final JsonMetaSchema SCHEMA = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .vocabularyFactory(Dialect::vocabulary)
            .keyword(new NonValidationKeyword(SchemaRules.FORM))
            .formats(Formats.ALL)
            .build();

    private Dialect() {}

    private static @Nullable Vocabulary vocabulary(String iri) {
        if (!iri.equals(Vocabulary.V202012_APPLICATOR.getIri())) {
            return null;
        }
        Map<String, Keyword> keywords = new HashMap<>();
        Vocabulary.V202012_APPLICATOR.getKeywords().forEach(keyword -> keywords.put(keyword.getValue(), keyword));
        List.of(new Items(), new Others()).forEach(keyword -> keywords.put(keyword.getValue(), keyword));
        return new Vocabulary(iri, keywords.values().toArray(Keyword[]::new));
    }

    private static final class Items extends AbstractKeyword {
        Items() {
            super("items");
        }

        @Override
        public JsonValidator newValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            return new BoundedItems(location, path, schema, parent, context);
        }
    }

    private static final class BoundedItems extends ItemsValidator202012 {
        private final int most;

        BoundedItems(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            super(location, path, schema, parent, context);
            this.most = parent.getSchemaNode().path("maxItems").asInt(Integer.MAX_VALUE);
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath place) {
            return node.size() > most ? Set.of() : super.validate(execution, node, root, place);
        }
    }

    private static final class Others extends AbstractKeyword {
        Others() {
            super("additionalProperties");
        }

        @Override
        public JsonValidator newValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            return new OtherProperties(location, path, schema, parent, context);
        }
    }

    private static final class OtherProperties extends BaseJsonValidator {
        private final Set<String> known = new HashSet<>();
        private final @Nullable JsonSchema others;

        OtherProperties(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            super(location, path, schema, parent, ValidatorTypeCode.ADDITIONAL_PROPERTIES, context);
            parent.getSchemaNode().path("properties").fieldNames().forEachRemaining(known::add);
            this.others = schema.isObject() ? context.newSchema(location, path, schema, parent) : null;
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath place) {
            Set<ValidationMessage> found = Set.of();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String name = field.getKey();
                if (known.contains(name) || found.size() >= MOST) {
                    continue;
                }
                found = found.isEmpty() ? new LinkedHashSet<>() : found;
                if (others == null) {
                    found.add(message()
                            .instanceNode(node)
                            .property(name)
                            .instanceLocation(place)
                            .arguments(name)
                            .build());
                } else {
                    found.addAll(others.validate(execution, field.getValue(), root, place.append(name)));
                }
            }
            return found;
        }

        @Override
        public void preloadJsonSchema() {
            if (others != null) {
                others.initializeValidators();
            }
        }
    }
}
