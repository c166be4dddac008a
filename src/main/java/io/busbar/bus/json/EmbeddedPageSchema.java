package io.busbar.bus.json;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import io.busbar.bus.PageRequest;
import org.jspecify.annotations.Nullable;

/** Adds the fields of an embedded {@link PageRequest} to the schema of its request record, in place of the component. */
final class EmbeddedPageSchema implements CustomDefinitionProviderV2 {

    static boolean isPageRequest(FieldScope field) {
        return field.getRawMember().getType() == PageRequest.class;
    }

    @Override
    public @Nullable CustomDefinition provideCustomSchemaDefinition(
            ResolvedType type, SchemaGenerationContext context) {
        if (EmbeddedPageModule.pageComponent(type.getErasedType()).isEmpty()) {
            return null;
        }
        ObjectNode schema = context.createStandardDefinition(type, this);
        ObjectNode page =
                context.createStandardDefinition(context.getTypeContext().resolve(PageRequest.class), this);
        ObjectNode properties = schema.withObjectProperty("properties");
        page.path("properties").properties().forEach(field -> properties.set(field.getKey(), field.getValue()));
        return new CustomDefinition(schema);
    }
}
