package io.busbar.bus.json;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Module;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import io.busbar.bus.Doc;
import io.busbar.bus.FromCookie;
import io.busbar.bus.FromHeader;
import io.busbar.bus.Line;
import io.busbar.bus.Role;
import io.busbar.bus.Text;
import io.busbar.data.Upload;
import io.vertx.core.json.JsonObject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adapts the schema generator to the JSON that this API writes and accepts. */
final class RecordSchemaModule implements Module {
    /** A custom keyword with the error message for a {@code type} or {@code pattern}. */
    static final String MESSAGE_KEYWORD = "x-message";
    /** The error message for an {@link Upload}. */
    static final String FILE_MESSAGE = "must be a file";
    /** Matches a time of day, HH:MM. */
    static final String LOCAL_TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    /** Matches text with at least one character that is not white space. */
    static final String NOT_BLANK_PATTERN = "\\S";

    /** Types whose schema does not depend on type parameters or constants. */
    private static final Map<Class<?>, Consumer<ObjectNode>> FIXED_SCHEMAS = Map.of(
            LocalTime.class, schema -> schema.put("type", "string").put("pattern", LOCAL_TIME_PATTERN),
            byte[].class, schema -> schema.put("type", "string").put("contentEncoding", "base64"),
            int.class, schema -> schema.put("type", "integer").put("format", "int32"),
            Integer.class, schema -> schema.put("type", "integer").put("format", "int32"),
            long.class, schema -> schema.put("type", "integer").put("format", "int64"),
            Long.class, schema -> schema.put("type", "integer").put("format", "int64"),
            Role.class, schema -> schema.put("type", "string").put("pattern", "^[a-z]+$"),
            Upload.class, schema -> schema.put("type", "object").put(MESSAGE_KEYWORD, FILE_MESSAGE),
            JsonObject.class, schema -> schema.put("type", "object"),
            ObjectNode.class, schema -> schema.put("type", "object"));

    /** Returns the generator configuration with these rules. */
    static SchemaGeneratorConfigBuilder config() {
        return new SchemaGeneratorConfigBuilder(Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(new RecordSchemaModule())
                .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_ENUMS);
    }

    @Override
    public void applyToConfigBuilder(SchemaGeneratorConfigBuilder builder) {
        builder.forTypesInGeneral()
                .withDefinitionNamingStrategy(new SchemaNamingStrategy())
                .withPropertySorter(Comparator.comparingInt(member -> 0)) // in the order of their declaration
                .withCustomDefinitionProvider(RecordSchemaModule::definition)
                .withCustomDefinitionProvider(new EmbeddedPageSchema())
                .withDescriptionResolver(scope -> describe(scope.getType().getErasedType()))
                .withArrayUniqueItemsResolver(scope -> scope.getType().isInstanceOf(Set.class) ? true : null);
        builder.forFields()
                .withIgnoreCheck(field -> annotation(field, FromCookie.class) != null
                        || annotation(field, FromHeader.class) != null
                        || EmbeddedPageSchema.isPageRequest(field))
                .withRequiredCheck(field -> !isOptional(field))
                .withDescriptionResolver(field -> {
                    Doc doc = doc(field);
                    return doc == null ? null : doc.value();
                })
                .withInstanceAttributeOverride(RecordSchemaModule::applyConstraints);
    }

    private static boolean isOptional(FieldScope field) {
        return !field.isFakeContainerItemScope()
                && (field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class)
                        || Optional.class.equals(field.getRawMember().getType()));
    }

    /** Returns the text of the component, or that of the component of this name in the record that {@link Doc.From} names. */
    private static @Nullable Doc doc(FieldScope field) {
        Doc own = annotation(field, Doc.class);
        Doc.From source = field.getDeclaringType().getErasedType().getAnnotation(Doc.From.class);
        if (own != null || source == null || field.isFakeContainerItemScope()) {
            return own;
        }
        return Arrays.stream(source.value().getDeclaredFields())
                .filter(candidate -> candidate.getName().equals(field.getDeclaredName()))
                .findFirst()
                .map(candidate -> candidate.getAnnotation(Doc.class))
                .orElse(null);
    }

    private static @Nullable String describe(Class<?> type) {
        Doc doc = type.getAnnotation(Doc.class);
        return doc == null ? null : doc.value();
    }

    private static @Nullable CustomDefinition definition(ResolvedType type, SchemaGenerationContext context) {
        Class<?> raw = type.getErasedType();
        ObjectNode schema = context.getGeneratorConfig().createObjectNode();
        Consumer<ObjectNode> fixed = FIXED_SCHEMAS.get(raw);
        if (fixed != null) {
            fixed.accept(schema);
        } else if (ZoneId.class.isAssignableFrom(raw)) {
            schema.put("type", "string").put("format", "timezone");
        } else if (type.isInstanceOf(Map.class)) {
            ResolvedType values = context.getTypeContext().getTypeParameterFor(type, Map.class, 1);
            schema.put("type", "object").set("additionalProperties", context.createDefinitionReference(values));
        } else if (raw.isEnum()) {
            ArrayNode names = schema.put("type", "string").putArray("enum");
            Stream.of(raw.getEnumConstants()).map(Json::tree).forEach(names::add);
        } else if (!JsonNode.class.isAssignableFrom(raw)) {
            return null;
        }
        return new CustomDefinition(schema, true);
    }

    private static void applyConstraints(ObjectNode schema, FieldScope field, SchemaGenerationContext context) {
        applyNotBlank(schema, annotation(field, NotBlank.class));
        applySize(schema, annotation(field, Size.class));
        applyText(schema, annotation(field, Line.class), annotation(field, Text.class));
        applyPatternMessage(schema, annotation(field, Pattern.class));
        applyExample(schema, doc(field), field.getType().getErasedType());
    }

    private static void applyNotBlank(ObjectNode schema, @Nullable NotBlank notBlank) {
        if (notBlank == null) {
            return;
        }
        schema.remove("minLength");
        ObjectNode target = schema.has("pattern") ? schema.putArray("allOf").addObject() : schema;
        target.put("pattern", NOT_BLANK_PATTERN);
    }

    private static void applySize(ObjectNode schema, @Nullable Size size) {
        if (size != null && Schemas.types(schema).contains("object")) {
            schema.put("minProperties", size.min()).put("maxProperties", size.max());
        }
    }

    private static void applyText(ObjectNode schema, @Nullable Line line, @Nullable Text text) {
        if (line != null) {
            applyText(schema, TextKind.LINE, line.min(), line.value());
        }
        if (text != null) {
            applyText(schema, TextKind.TEXT, text.min(), text.value());
        }
    }

    private static void applyText(ObjectNode schema, TextKind kind, int min, int max) {
        if (min > 0) {
            schema.put("minLength", min);
        }
        schema.put("maxLength", max).put(TextKind.KEYWORD, kind.name());
    }

    private static void applyPatternMessage(ObjectNode schema, @Nullable Pattern pattern) {
        if (pattern != null && !pattern.message().startsWith("{")) {
            schema.put(MESSAGE_KEYWORD, pattern.message());
        }
    }

    private static void applyExample(ObjectNode schema, @Nullable Doc doc, Class<?> type) {
        if (doc != null && !doc.example().isEmpty()) {
            schema.putArray("examples").add(Examples.of(doc.example(), type));
        }
    }

    /** Returns the annotation of the component, or of its items if the scope stands for them. */
    private static <A extends Annotation> @Nullable A annotation(FieldScope field, Class<A> type) {
        return field.isFakeContainerItemScope()
                ? field.getContainerItemAnnotation(type)
                : field.getAnnotationConsideringFieldAndGetter(type);
    }
}
