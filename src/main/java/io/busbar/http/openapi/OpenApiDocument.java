package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Answer;
import io.busbar.bus.Contract;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.json.Schemas;
import io.busbar.http.assets.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Everything that a node answers over HTTP as an OpenAPI 3.1 document, made from the declarations: whoever reads it needs nothing else.
 * The same contracts give the same document, byte for byte.
 */
public final class OpenApiDocument {
    /** The product's version, as in {@code pom.xml}. */
    public static final String VERSION = "0.1.0";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final Requests requests;
    private final SuccessResponses answers;
    private final ErrorResponses refusals;

    private OpenApiDocument(List<Contract> contracts) {
        Schemas schemas = Schemas.of(contracts.stream()
                .flatMap(contract -> contract.routes().stream())
                .flatMap(OpenApiDocument::types)
                .toList());
        ObjectNode components = JsonNodeFactory.instance.objectNode();
        ObjectNode named = components.putObject("schemas").setAll(schemas.all());
        Examples examples = new Examples(schemas);
        requests = new Requests(schemas, named, examples);
        answers = new SuccessResponses(schemas, examples);
        refusals = new ErrorResponses(components);

        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Busbar")
                .put("version", VERSION)
                .put("summary", "A backend for service marketplaces")
                .put("description", Resources.text("/io/busbar/http/openapi/introduction.md"))
                .putObject("contact")
                .put("name", "The Busbar authors");
        ArrayNode servers = document.putArray("servers");
        servers.addObject().put("url", "/api").put("description", "The current version");
        servers.addObject().put("url", "/api/v1").put("description", "Version 1, the same as long as it is current");
        ArrayNode tags = document.putArray("tags");
        ObjectNode paths = document.putObject("paths");
        for (Contract contract : contracts) {
            if (!contract.routes().isEmpty()) {
                tags.addObject().put("name", contract.service()).put("description", contract.description());
                contract.routes().forEach(operation -> add(paths, operation));
            }
        }
        NodePages.describe(tags, paths, named, refusals);
        document.set("components", components);
        SharedComponents.describe(components);
        ComponentPruner.prune(document, "paths");
    }

    /** The document of these contracts and of the front's own pages. */
    public static ObjectNode of(List<Contract> contracts) {
        return new OpenApiDocument(contracts).document;
    }

    static Stream<Class<?>> types(Operation<?, ?> operation) {
        Stream<Class<?>> request =
                operation.request() == Nothing.class ? Stream.empty() : Stream.of(operation.request());
        Stream<Class<?>> answer = switch (operation.answer()) {
            case Answer.Json json -> Stream.of(json.type());
            case Answer.JsonArray array -> Stream.of(array.item());
            case Answer.Paged page -> Stream.of(page.item());
            case Answer.Session session -> Stream.of(session.type());
            case Answer.Empty empty -> Stream.empty();
            case Answer.Binary binary -> Stream.empty();
            case Answer.Streamed streamed -> Stream.empty();
            case Answer.Plain plain -> Stream.empty();
            case Answer.Elsewhere elsewhere -> Stream.empty();
        };
        return Stream.concat(request, answer);
    }

    private void add(ObjectNode paths, Operation<?, ?> operation) {
        String method = operation.method().name().toLowerCase(Locale.ROOT);
        List<String> places = new ArrayList<>(List.of(operation.path()));
        places.addAll(operation.aliases());
        for (int i = 0; i < places.size(); i++) {
            String id = i == 0 ? operation.name() : operation.name() + ".alias" + (i == 1 ? "" : i);
            paths.withObjectProperty(places.get(i)).set(method, describe(operation, id, i > 0));
        }
    }

    private ObjectNode describe(Operation<?, ?> operation, String id, boolean alias) {
        ObjectNode described = JsonNodeFactory.instance.objectNode();
        described.putArray("tags").add(operation.service());
        described.put("operationId", id);
        described.put("summary", alias ? operation.summary() + " (alias)" : operation.summary());
        described.put("description", OperationDescription.of(operation, alias));
        requests.describe(operation, described);
        ObjectNode responses = described.putObject("responses");
        answers.describe(operation, responses);
        refusals.describe(operation, responses);
        described.set("security", SharedComponents.security(operation.access()));
        return described;
    }
}
