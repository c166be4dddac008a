package io.busbar.bus.json;

import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names a record's schema by the service that declares the record and the record's simple name, for example {@code CatalogService}. The
 * name depends on nothing else, so a new record never renames another one. Records of the kernel have no prefix.
 */
final class SchemaNamingStrategy implements SchemaDefinitionNamingStrategy {
    private static final String SERVICES = "io.busbar.services.";

    @Override
    public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
        Class<?> record = key.getType().getErasedType();
        return servicePrefix(record.getPackageName()) + record.getSimpleName();
    }

    @Override
    public void adjustDuplicateNames(Map<DefinitionKey, String> names, SchemaGenerationContext context) {
        if (names.size() > 1) {
            throw new IllegalStateException(names.keySet().stream()
                    .map(key -> key.getType().getErasedType().getName())
                    .sorted()
                    .collect(Collectors.joining(
                            ", ", "These records have the same schema name, so one must be renamed: ", "")));
        }
    }

    private static String servicePrefix(String packageName) {
        if (!packageName.startsWith(SERVICES)) {
            return "";
        }
        String service = packageName.substring(SERVICES.length()).replaceFirst("\\..*", "");
        return Character.toUpperCase(service.charAt(0)) + service.substring(1);
    }
}
