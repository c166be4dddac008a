package io.busbar.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.json.Schemas;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes the page of all events: by service, each with its payload, and the fields of each payload. */
final class EventReference {
    private static final String INTRODUCTION = """
            # Events

            All events of all services and their payloads. Generated from the contracts by `GeneratedDocumentsTest`; do not edit. How events are
            stored and delivered is in [architecture.md](architecture.md#an-event). A field is always present unless it is optional.
            """;

    private static final String FIELDS = "| field | type |\n|---|---|\n";
    private static final String DESCRIBED_FIELDS = "| field | type | description |\n|---|---|---|\n";

    private final Schemas schemas;
    /** The table of fields of each record that was referenced, by name. */
    private final Map<String, String> tables = new TreeMap<>();

    private final StringBuilder page = new StringBuilder(INTRODUCTION);

    private EventReference(List<Contract> contracts) {
        schemas = Schemas.of(contracts.stream()
                .flatMap(contract -> contract.events().stream())
                .map(Event::payload)
                .toList());
        contracts.stream()
                .filter(contract -> !contract.events().isEmpty())
                .sorted(Comparator.comparing(Contract::service))
                .forEach(this::addService);
        addRecords();
    }

    /** Returns the page in Markdown. It does not depend on the order of the declarations. */
    static String of(List<Contract> contracts) {
        return new EventReference(contracts).page.toString();
    }

    private void addService(Contract contract) {
        page.append("\n## ").append(contract.service()).append("\n\n");
        page.append("| event | meaning | payload |\n|---|---|---|\n");
        contract.events().stream()
                .sorted(Comparator.comparing(Event::type))
                .forEach(event -> page.append("| `%s` | %s | %s |\n"
                        .formatted(event.type(), event.summary(), type(schemas.reference(event.payload())))));
    }

    /** Adds the fields of all payloads and of the records in them. */
    private void addRecords() {
        page.append("\n## Payloads\n");
        tables.forEach((name, table) ->
                page.append("\n### ").append(name).append("\n\n").append(table));
    }

    private void addTable(String name, JsonNode schema) {
        if (tables.putIfAbsent(name, "") == null) {
            tables.put(name, fields(schema));
        }
    }

    private String fields(JsonNode schema) {
        Set<String> required = texts(schema.path("required"));
        JsonNode fields = schema.path("properties");
        boolean described = !fields.findValues("description").isEmpty();
        StringBuilder table = new StringBuilder(described ? DESCRIBED_FIELDS : FIELDS);
        fields.properties().forEach(field -> {
            JsonNode value = field.getValue();
            String optional = required.contains(field.getKey()) ? "" : ", optional";
            table.append("| `%s` | %s%s |".formatted(field.getKey(), type(value), optional));
            table.append(described ? " " + value.path("description").asText() + " |\n" : "\n");
        });
        return table.toString();
    }

    private String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String reference = schema.path("$ref").asText();
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            addTable(name, schemas.resolve(schema));
            return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
        }
        if (schema.has("enum")) {
            return texts(schema.path("enum")).stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
        }
        if (schema.has("items")) {
            return "list of " + type(schema.path("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            return "map to " + type(schema.path("additionalProperties"));
        }
        return schema.path("format").asText(schema.path("type").asText("any JSON"));
    }

    private static Set<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
