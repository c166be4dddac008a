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
 * Defines JSON Schema 2020-12 with our own implementation of two keywords: {@code additionalProperties}, because the library's version
 * accepts every name that starts with {@code #}, and {@code items}, because the library validates every item of a list that is already too
 * long. Both also limit the number of errors that a hostile request can cause.
 */
final class CustomKeywords {
    /** The largest number of errors of one kind in one object. */
    private static final int MAX_ERRORS = 100;

    static final JsonMetaSchema META_SCHEMA = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .vocabularyFactory(CustomKeywords::vocabulary)
            .keyword(new NonValidationKeyword(RecordSchemaModule.MESSAGE_KEYWORD))
            .keyword(new TextKeyword())
            .formats(Formats.ALL)
            .build();

    private CustomKeywords() {}

    private static @Nullable Vocabulary vocabulary(String iri) {
        if (!iri.equals(Vocabulary.V202012_APPLICATOR.getIri())) {
            return null;
        }
        Map<String, Keyword> keywords = new HashMap<>();
        Vocabulary.V202012_APPLICATOR.getKeywords().forEach(keyword -> keywords.put(keyword.getValue(), keyword));
        List.of(new ItemsKeyword(), new AdditionalPropertiesKeyword())
                .forEach(keyword -> keywords.put(keyword.getValue(), keyword));
        return new Vocabulary(iri, keywords.values().toArray(Keyword[]::new));
    }

    private static final class ItemsKeyword extends AbstractKeyword {
        ItemsKeyword() {
            super("items");
        }

        @Override
        public JsonValidator newValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            return new BoundedItemsValidator(location, path, schema, parent, context);
        }
    }

    private static final class BoundedItemsValidator extends ItemsValidator202012 {
        private final int maxItems;

        BoundedItemsValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            super(location, path, schema, parent, context);
            this.maxItems = parent.getSchemaNode().path("maxItems").asInt(Integer.MAX_VALUE);
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath instanceLocation) {
            return node.size() > maxItems ? Set.of() : super.validate(execution, node, root, instanceLocation);
        }
    }

    private static final class AdditionalPropertiesKeyword extends AbstractKeyword {
        AdditionalPropertiesKeyword() {
            super("additionalProperties");
        }

        @Override
        public JsonValidator newValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            return new AdditionalPropertiesValidator(location, path, schema, parent, context);
        }
    }

    private static final class AdditionalPropertiesValidator extends BaseJsonValidator {
        private final Set<String> declaredNames = new HashSet<>();
        private final @Nullable JsonSchema additionalSchema;

        AdditionalPropertiesValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                ValidationContext context) {
            super(location, path, schema, parent, ValidatorTypeCode.ADDITIONAL_PROPERTIES, context);
            parent.getSchemaNode().path("properties").fieldNames().forEachRemaining(declaredNames::add);
            this.additionalSchema = schema.isObject() ? context.newSchema(location, path, schema, parent) : null;
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath instanceLocation) {
            Set<ValidationMessage> messages = Set.of();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (messages.size() >= MAX_ERRORS) {
                    break;
                }
                if (!declaredNames.contains(field.getKey())) {
                    messages = messages.isEmpty() ? new LinkedHashSet<>() : messages;
                    messages.addAll(validateField(execution, field, node, root, instanceLocation));
                }
            }
            return messages;
        }

        private Set<ValidationMessage> validateField(
                ExecutionContext execution,
                Map.Entry<String, JsonNode> field,
                JsonNode node,
                JsonNode root,
                JsonNodePath instanceLocation) {
            String name = field.getKey();
            if (additionalSchema != null) {
                return additionalSchema.validate(execution, field.getValue(), root, instanceLocation.append(name));
            }
            return Set.of(message()
                    .instanceNode(node)
                    .property(name)
                    .instanceLocation(instanceLocation)
                    .arguments(name)
                    .build());
        }

        @Override
        public void preloadJsonSchema() {
            if (additionalSchema != null) {
                additionalSchema.initializeValidators();
            }
        }
    }
}
