package io.busbar.bus.json;

import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;
import java.util.Map;

/** Names a record's schema by its simple name; records that share one get the name of their service in front. */
final class SchemaNamingStrategy implements SchemaDefinitionNamingStrategy {
    private static final String SERVICES = "io.busbar.services.";

    @Override
    public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
        return key.getType().getErasedType().getSimpleName();
    }

    @Override
    public void adjustDuplicateNames(Map<DefinitionKey, String> names, SchemaGenerationContext context) {
        names.replaceAll((key, name) -> {
            String owner = owner(key.getType().getErasedType().getPackageName());
            return Character.toUpperCase(owner.charAt(0)) + owner.substring(1) + name;
        });
    }

    /** Returns the service's name for a package of a service, otherwise the last part of the package's name. */
    private static String owner(String packageName) {
        return packageName.startsWith(SERVICES)
                ? packageName.substring(SERVICES.length()).replaceFirst("\\..*", "")
                : packageName.substring(packageName.lastIndexOf('.') + 1);
    }
}
