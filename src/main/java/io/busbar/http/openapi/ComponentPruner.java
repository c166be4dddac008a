package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Schemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes components that are not referenced. */
final class ComponentPruner {
    private ComponentPruner() {}

    /** Removes all components that these parts of the document do not reference, directly or indirectly. */
    static void prune(ObjectNode document, String... roots) {
        Set<String> used = new HashSet<>();
        for (String root : roots) {
            collectReferences(document.path(root), document, used);
        }
        document.path("components").properties().forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                removeUnused(kind.getKey(), (ObjectNode) kind.getValue(), used);
            }
        });
    }

    private static void removeUnused(String kind, ObjectNode components, Set<String> used) {
        List<String> unused = new ArrayList<>();
        components.fieldNames().forEachRemaining(unused::add);
        unused.removeIf(name -> used.contains("#/components/" + kind + "/" + name));
        components.remove(unused);
    }

    private static void collectReferences(JsonNode part, ObjectNode document, Set<String> used) {
        Schemas.forEachObject(part, node -> {
            String reference = node.path("$ref").asText();
            if (!reference.isEmpty() && used.add(reference)) {
                collectReferences(document.at(reference.substring(1)), document, used);
            }
        });
    }
}
