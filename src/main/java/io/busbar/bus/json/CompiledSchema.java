package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpressionFactory;
import io.busbar.bus.Failure.FieldError;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema that is compiled once, by {@link #compile} or with the first value, and validates any number of values. This class is
 * thread-safe.
 */
final class CompiledSchema {
    private static final JsonMetaSchema META_SCHEMA = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword(RecordSchemaModule.MESSAGE_KEYWORD))
            .keyword(new NonValidationKeyword(TextKind.KEYWORD))
            .formats(Formats.ALL)
            .build();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.builder()
            .metaSchema(META_SCHEMA)
            .defaultMetaSchemaIri(META_SCHEMA.getIri())
            .build();
    private static final SchemaValidatorsConfig CODE_CONFIG = config(EcmaScriptRegex::compile);
    private static final SchemaValidatorsConfig RUNTIME_CONFIG = config(LinearRegex::compile);

    private final ObjectNode source;
    private final SchemaValidatorsConfig config;
    private volatile @Nullable JsonSchema schema;

    private CompiledSchema(ObjectNode source, SchemaValidatorsConfig config) {
        this.source = source;
        this.config = config;
    }

    /** Compiles the schema of a record. */
    CompiledSchema(ObjectNode source) {
        this(source, CODE_CONFIG);
        compile();
    }

    /** Returns the schema of a runtime operation, whose patterns are not trusted, and that is not compiled yet. */
    static CompiledSchema ofRuntime(ObjectNode source) {
        return new CompiledSchema(source, RUNTIME_CONFIG);
    }

    /** Compiles the schema if it is not compiled yet. */
    JsonSchema compile() {
        JsonSchema compiled = schema;
        if (compiled == null) {
            compiled = FACTORY.getSchema(source, config);
            compiled.initializeValidators();
            schema = compiled;
        }
        return compiled;
    }

    private static SchemaValidatorsConfig config(RegularExpressionFactory expressions) {
        return SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .nullableKeywordEnabled(false)
                .typeLoose(false)
                .regularExpressionFactory(expressions)
                .build();
    }

    /** Validates a value and returns its errors; empty if it is valid. */
    List<FieldError> validate(JsonNode node) {
        Set<ValidationMessage> messages = compile().validate(node);
        return messages.isEmpty() ? List.of() : ValidationMessages.describe(messages, source);
    }
}
