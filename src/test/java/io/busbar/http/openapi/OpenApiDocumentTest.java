package io.busbar.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.json.Schemas;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.faq.FaqOperations;
import io.busbar.testing.ResponseContract;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("contract")
class OpenApiDocumentTest {
    private static final List<Contract> CONTRACTS = Stream.concat(
                    ServiceRegistry.contracts().stream(), Stream.of(DocumentedOperations.KINDS))
            .toList();
    private static final ObjectNode DOCUMENT = OpenApiDocument.of(CONTRACTS);

    /** An operation at its path or at one of its aliases. */
    record OperationPath(Operation<?, ?> operation, String path) {
        JsonNode described() {
            return DOCUMENT.path("paths")
                    .path(path)
                    .path(operation.method().name().toLowerCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return operation.method() + " " + path;
        }
    }

    static List<OperationPath> operationPaths() {
        List<OperationPath> operationPaths = new ArrayList<>();
        for (Contract contract : CONTRACTS) {
            for (Operation<?, ?> operation : contract.routes()) {
                operationPaths.add(new OperationPath(operation, operation.path()));
                operation.aliases().forEach(alias -> operationPaths.add(new OperationPath(operation, alias)));
            }
        }
        return operationPaths;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationPaths")
    void describeOperation_atPathOrAlias_hasSummaryTagAndParameters(OperationPath operationPath) {
        JsonNode described = operationPath.described();

        assertThat(described.path("summary").asText())
                .startsWith(operationPath.operation().summary())
                .isNotBlank();
        assertThat(described.path("description").asText()).contains("Responds within", "Rate limit");
        assertThat(described.path("tags").path(0).asText())
                .isEqualTo(operationPath.operation().service());
        assertThat(described
                        .path("responses")
                        .has(Integer.toString(
                                operationPath.operation().response().status())))
                .isTrue();
        for (JsonNode parameter : described.path("parameters")) {
            JsonNode named = resolve(parameter);
            assertThat(named.path("description").asText())
                    .as(named.path("name").asText())
                    .isNotNull();
            assertThat(named.path("schema").isObject()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationPaths")
    void requestExample_ofEveryOperation_isAcceptedByTheNode(OperationPath operationPath) {
        JsonNode media = operationPath.described().at("/requestBody/content/application~1json");
        JsonNode example = media.path("example");
        if (example.isMissingNode()) {
            return;
        }
        RequestReader<?> reader = RequestReader.of(operationPath.operation());
        Map<String, String> path = new HashMap<>();
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (JsonNode parameter : operationPath.described().path("parameters")) {
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> path.put(name, parameter.path("example").asText());
                case "query" -> query.add(name, parameter.path("example").asText());
                default -> {}
            }
        }

        assertThatCode(() -> reader.read(reader.merge(reader.parameters(path, query), example.deepCopy()), true))
                .doesNotThrowAnyException();
    }

    @Test
    void requestExample_ofPatchWithoutExamples_hasAField() {
        JsonNode document = OpenApiDocument.of(List.of(FaqOperations.FAQ));

        JsonNode example = document.at("/paths/~1questions~1{id}/put/requestBody/content/application~1json/example");

        assertThat(example.fieldNames()).toIterable().containsExactlyInAnyOrder("topic", "title", "answer");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationPaths")
    void responseExample_ofEveryOperation_matchesItsSchema(OperationPath operationPath) {
        int status = operationPath.operation().response().status();
        JsonNode response = operationPath.described().path("responses").path(Integer.toString(status));
        JsonNode example = response.at("/content/application~1json/example");
        if (!response.at("/content/application~1json").isMissingNode()) {
            check(operationPath, status, response, "application/json", example);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operationPaths")
    void failureExamples_ofEveryOperation_coverEveryCodeInBothForms(OperationPath operationPath) {
        for (FailureCode code : ErrorResponses.failureCodes(operationPath.operation())) {
            JsonNode response =
                    resolve(operationPath.described().path("responses").path(Integer.toString(code.status())));
            for (String type : List.of("application/json", "application/problem+json")) {
                JsonNode example = resolve(
                        response.path("content").path(type).path("examples").path(code.name()));
                assertThat(example.path("value").path("error").asText())
                        .as(type)
                        .isEqualTo(code.name());
                check(operationPath, code.status(), response, type, example.path("value"));
            }
        }
    }

    @Test
    @DisplayName("Operations list 401 and 403 if needed, 409 and 422 if idempotent, 413 and 415 if they have a body.")
    void failureCodes_ofOperation_includeThoseImpliedByItsKind() {
        assertThat(ErrorResponses.failureCodes(DocumentedOperations.ITEMS))
                .contains(FailureCode.UNAUTHORIZED)
                .doesNotContain(
                        FailureCode.FORBIDDEN,
                        FailureCode.NOT_FOUND,
                        FailureCode.PAYLOAD_TOO_LARGE,
                        FailureCode.REQUEST_IN_PROGRESS);
        assertThat(ErrorResponses.failureCodes(DocumentedOperations.FORM))
                .contains(
                        FailureCode.FORBIDDEN,
                        FailureCode.PAYLOAD_TOO_LARGE,
                        FailureCode.UNSUPPORTED_MEDIA_TYPE,
                        FailureCode.REQUEST_IN_PROGRESS,
                        FailureCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(ErrorResponses.failureCodes(DocumentedOperations.JSON))
                .contains(FailureCode.NOT_FOUND, FailureCode.CONFLICT);
    }

    @Test
    void operationIds_ofOperationsAndAliases_areUnique() {
        List<String> ids = new ArrayList<>();
        DOCUMENT.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("operationId")) {
                        ids.add(operation.path("operationId").asText());
                    }
                }));

        assertThat(ids)
                .doesNotHaveDuplicates()
                .contains("kinds.replace", "kinds.replace.alias", "kinds.replace.alias2");
        assertThat(DOCUMENT.at("/paths/~1thing~1{id}/put/description").asText())
                .startsWith("An alias of `PUT /things/{id}`");
    }

    @Test
    void generateDocument_always_resolvesReferencesAndUsesAllComponents() {
        Set<String> used = new HashSet<>();
        Schemas.forEachObject(DOCUMENT, node -> {
            String reference = node.path("$ref").asText();
            if (!reference.isEmpty()) {
                used.add(reference);
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            }
        });
        DOCUMENT.path("components").properties().forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                name -> assertThat(used).contains("#/components/" + kind.getKey() + "/" + name));
            }
        });
    }

    @Test
    void describeRecord_inRequestOrResponse_forbidsUnknownFieldsInRequestOnly() {
        JsonNode body = DOCUMENT.at("/components/schemas/ThingBody");

        assertThat(body.path("additionalProperties").isBoolean()).isTrue();
        assertThat(body.path("additionalProperties").booleanValue()).isFalse();
        assertThat(body.path("properties").has("id")).as("the path's parameter").isFalse();
        assertThat(DOCUMENT.at("/components/schemas/Thing").has("additionalProperties"))
                .isFalse();
    }

    @Test
    void describeRecord_withConstraints_includesAllOfThem() {
        JsonNode thing = DOCUMENT.at("/components/schemas/Thing");

        assertThat(thing.path("description").asText()).isEqualTo("Something.");
        assertThat(thing.path("required")).extracting(JsonNode::asText).containsExactly("id", "name", "count", "opens");
        assertThat(thing.at("/properties/name"))
                .isEqualTo(Json.tree(Map.of(
                        "type",
                        "string",
                        "maxLength",
                        80,
                        "pattern",
                        "\\S",
                        "description",
                        "What it is called.",
                        "examples",
                        List.of("Drill"))));
        assertThat(thing.at("/properties/count/minimum").asInt()).isEqualTo(1);
        assertThat(thing.at("/properties/count/maximum").asInt()).isEqualTo(9);
        assertThat(thing.at("/properties/opens/pattern").asText()).contains("[0-5][0-9]");
        assertThat(thing.at("/properties/labels/maxItems").asInt()).isEqualTo(5);
        assertThat(thing.at("/properties/part/$ref").asText()).isEqualTo("#/components/schemas/Part");
        assertThat(DOCUMENT.toString()).doesNotContain("x-message").doesNotContain("\"null\"");
    }

    @Test
    void describeBody_ofFileRawBytesOrStream_hasRightMediaType() {
        JsonNode paths = DOCUMENT.path("paths");

        assertThat(paths.at("/~1scans/post/requestBody/content/multipart~1form-data/schema/properties/scan/format")
                        .asText())
                .isEqualTo("binary");
        assertThat(paths.at(
                                "/~1scans/post/requestBody/content/multipart~1form-data/schema/properties/more/items/format")
                        .asText())
                .isEqualTo("binary");
        assertThat(paths.at("/~1hooks~1{provider}/post/requestBody/content").has("text/plain"))
                .isTrue();
        assertThat(paths.at("/~1hooks~1{provider}/post/parameters"))
                .extracting(parameter -> parameter.path("name").asText())
                .containsExactly("provider", "signature");
        assertThat(paths.at("/~1files/post/requestBody/content").has("application/octet-stream"))
                .isTrue();
        assertThat(paths.at("/~1things~1{id}/put/requestBody/required").asBoolean())
                .isTrue();
    }

    @Test
    void describeResponse_ofEveryKind_listsItsHeaders() {
        JsonNode paths = DOCUMENT.path("paths");

        assertThat(paths.at("/~1login/post/responses/200/headers").has("Set-Cookie"))
                .isTrue();
        assertThat(paths.at("/~1redirect/get/responses/302/headers").has("Location"))
                .isTrue();
        assertThat(paths.at("/~1services/get/responses/200/headers").has("Link"))
                .isTrue();
        assertThat(paths.at("/~1download/get/responses/200/headers").has("Content-Disposition"))
                .isTrue();
        assertThat(paths.at("/~1scans/post/responses/201/headers").has("Idempotency-Replayed"))
                .isTrue();
        assertThat(paths.at("/~1scans/post/parameters/0/$ref").asText())
                .isEqualTo("#/components/parameters/IdempotencyKey");
    }

    @Test
    void describeSecurity_ofOperations_requiresSignInUnlessPublic() {
        assertThat(DOCUMENT.at("/paths/~1items/get/security")).isEmpty();
        assertThat(DOCUMENT.at("/paths/~1items/get/security").isArray()).isTrue();
        assertThat(DOCUMENT.at("/paths/~1scans/post/security")).hasToString("[{\"bearer\":[]},{\"cookie\":[]}]");
        assertThat(DOCUMENT.at("/paths/~1things~1{id}/put/description").asText())
                .contains("Requires the role professional or admin.");
    }

    @Test
    void generateDocument_again_isIdenticalAndHasBuildVersion() throws IOException {
        assertThat(OpenApiDocument.of(CONTRACTS).toString()).isEqualTo(DOCUMENT.toString());
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<artifactId>busbar</artifactId>\n  <version>"
                        + DOCUMENT.at("/info/version").asText() + "</version>");
    }

    /** Asserts that the documented schema accepts the response built from the example and the required headers. */
    private static void check(OperationPath operationPath, int status, JsonNode response, String type, JsonNode body) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("content-type", type);
        response.path("headers")
                .properties()
                .forEach(header -> headers.add(
                        header.getKey(),
                        resolve(header.getValue()).path("example").asText()));
        String address = "/api" + operationPath.path().replaceAll("\\{[^}]*}", "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11");
        HttpMethod method = operationPath.operation().method();
        assertThatCode(() -> ResponseContract.of(DOCUMENT).check(method, address, status, headers, Json.bytes(body)))
                .doesNotThrowAnyException();
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
    }
}
