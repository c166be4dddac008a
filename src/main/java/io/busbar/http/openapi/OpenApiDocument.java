package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.json.Schemas;
import io.busbar.bus.response.Response;
import io.busbar.http.pages.ClasspathResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Creates the OpenAPI 3.1 document of everything that a node serves over HTTP, generated from the declarations. The same contracts
 * produce the same document, byte for byte.
 */
public final class OpenApiDocument {
    /** The version of the product, as in {@code pom.xml}. */
    public static final String VERSION = "0.1.0";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final RequestSchemas requestSchemas;
    private final SuccessResponses successResponses;
    private final ErrorResponses errorResponses;

    private OpenApiDocument(List<Contract> contracts, List<? extends Operation<?, ?>> runtimeOperations) {
        Schemas schemas = Schemas.of(contracts.stream()
                .flatMap(contract -> contract.routes().stream())
                .flatMap(OpenApiDocument::recordTypes)
                .toList());
        ObjectNode components = JsonNodeFactory.instance.objectNode();
        ObjectNode componentSchemas = components.putObject("schemas").setAll(schemas.definitions());
        ExampleGenerator exampleGenerator = new ExampleGenerator(schemas);
        requestSchemas = new RequestSchemas(schemas, componentSchemas, exampleGenerator);
        successResponses = new SuccessResponses(schemas, exampleGenerator);
        errorResponses = new ErrorResponses(components);

        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Busbar")
                .put("version", VERSION)
                .put("summary", "A backend for service marketplaces")
                .put("description", ClasspathResources.text("/io/busbar/http/openapi/introduction.md"))
                .putObject("contact")
                .put("name", "The Busbar authors");
        ArrayNode servers = document.putArray("servers");
        servers.addObject().put("url", "/api").put("description", "The current version");
        servers.addObject().put("url", "/api/v1").put("description", "Version 1, currently the same");
        ArrayNode tags = document.putArray("tags");
        ObjectNode paths = document.putObject("paths");
        for (Contract contract : contracts) {
            List<Operation<?, ?>> operations = routes(contract, runtimeOperations);
            if (!operations.isEmpty()) {
                tags.addObject().put("name", contract.service()).put("description", contract.description());
                operations.forEach(operation -> add(paths, operation));
            }
        }
        NodePaths.describe(tags, paths, componentSchemas, errorResponses);
        document.set("components", components);
        SharedComponents.describe(components);
        ComponentPruner.prune(document, "paths");
    }

    /** Returns the document of these contracts and of the node's own pages. */
    public static ObjectNode of(List<Contract> contracts) {
        return of(contracts, List.of());
    }

    /** Returns the document with the runtime operations. */
    static ObjectNode of(List<Contract> contracts, List<? extends Operation<?, ?>> runtimeOperations) {
        return new OpenApiDocument(contracts, runtimeOperations).document;
    }

    /** Returns the operations of a service that clients can call: those of the code, then runtime operations. */
    static List<Operation<?, ?>> routes(Contract contract, List<? extends Operation<?, ?>> runtimeOperations) {
        return Stream.<Operation<?, ?>>concat(
                        contract.routes().stream(),
                        runtimeOperations.stream()
                                .filter(operation -> operation.service().equals(contract.service())))
                .toList();
    }

    static Stream<Class<?>> recordTypes(Operation<?, ?> operation) {
        Stream<Class<?>> requestTypes =
                operation.request() == Empty.class ? Stream.empty() : Stream.of(operation.request());
        Stream<Class<?>> responseTypes = switch (operation.response()) {
            case Response.JsonResult jsonResult -> Stream.of(jsonResult.type());
            case Response.StartedJob startedJob -> Stream.of(JobDetails.class);
            case Response.ResultOfJob resultOfJob -> Stream.empty();
            case Response.JsonArrayResult array -> Stream.of(array.item());
            case Response.PageResult page -> Stream.of(page.item());
            case Response.SessionResult sessionResult -> Stream.of(sessionResult.type());
            case Response.NoContentResult noContentResult -> Stream.empty();
            case Response.BinaryResult binaryResult -> Stream.empty();
            case Response.StreamResult streamResult -> Stream.empty();
            case Response.TextResult textResult -> Stream.empty();
            case Response.RedirectResult redirectResult -> Stream.empty();
        };
        return Stream.concat(requestTypes, responseTypes);
    }

    private void add(ObjectNode paths, Operation<?, ?> operation) {
        String method = operation.method().name().toLowerCase(Locale.ROOT);
        List<String> allPaths = new ArrayList<>(List.of(operation.path()));
        allPaths.addAll(operation.aliases());
        for (int i = 0; i < allPaths.size(); i++) {
            String id = i == 0 ? operation.name() : operation.name() + ".alias" + (i == 1 ? "" : i);
            paths.withObjectProperty(allPaths.get(i)).set(method, describe(operation, id, i > 0));
        }
    }

    private ObjectNode describe(Operation<?, ?> operation, String id, boolean alias) {
        ObjectNode operationObject = JsonNodeFactory.instance.objectNode();
        operationObject.putArray("tags").add(operation.service());
        operationObject.put("operationId", id);
        operationObject.put("summary", alias ? operation.summary() + " (alias)" : operation.summary());
        operationObject.put("description", OperationDescription.of(operation, alias));
        requestSchemas.describe(operation, operationObject);
        ObjectNode responses = operationObject.putObject("responses");
        successResponses.describe(operation, responses);
        errorResponses.describe(operation, responses);
        operationObject.set("security", SharedComponents.securityRequirements(operation.access()));
        operationObject.put("x-permission", operation.permission());
        return operationObject;
    }
}
