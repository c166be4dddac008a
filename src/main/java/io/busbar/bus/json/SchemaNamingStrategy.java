package io.busbar.bus.json;

import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;
import java.util.Map;

/** A record's simple name; where two records share one, each with the service, its package, in front. */
final class SchemaNamingStrategy implements SchemaDefinitionNamingStrategy {

    @Override
    public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
        return key.getType().getErasedType().getSimpleName();
    }

    @Override
    public void adjustDuplicateNames(Map<DefinitionKey, String> names, SchemaGenerationContext context) {
        names.replaceAll((key, name) -> {
            String service = key.getType().getErasedType().getPackageName();
            service = service.substring(service.lastIndexOf('.') + 1);
            return Character.toUpperCase(service.charAt(0)) + service.substring(1) + name;
        });
    }
}
