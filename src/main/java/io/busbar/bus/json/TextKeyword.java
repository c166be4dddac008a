package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbstractKeyword;
import com.networknt.schema.BaseJsonValidator;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import java.util.Set;

/** The custom keyword of texts: its value is the {@link TextKind}, whose characters a text may contain. */
final class TextKeyword extends AbstractKeyword {
    static final String NAME = "x-text";

    TextKeyword() {
        super(NAME);
    }

    @Override
    public JsonValidator newValidator(
            SchemaLocation location, JsonNodePath path, JsonNode schema, JsonSchema parent, ValidationContext context) {
        return new CharacterValidator(location, path, schema, parent, this, context);
    }

    private static final class CharacterValidator extends BaseJsonValidator {
        private final TextKind kind;

        CharacterValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode schema,
                JsonSchema parent,
                TextKeyword keyword,
                ValidationContext context) {
            super(location, path, schema, parent, () -> NAME, keyword, context, false);
            this.kind = TextKind.valueOf(schema.textValue());
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath instanceLocation) {
            return !node.isTextual() || kind.allowsAll(node.textValue())
                    ? Set.of()
                    : Set.of(message()
                            .instanceNode(node)
                            .instanceLocation(instanceLocation)
                            .message(kind.message())
                            .build());
        }
    }
}
