package io.busbar.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.Push;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.Schemas;
import io.busbar.node.ServiceRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract")
class AsyncApiDocumentTest {
    private static final List<Contract> CONTRACTS = Stream.concat(
                    ServiceRegistry.contracts().stream(), Stream.of(DocumentedOperations.KINDS))
            .toList();
    private static final ObjectNode DOCUMENT = AsyncApiDocument.of(CONTRACTS);

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode at(JsonNode reference) {
        return DOCUMENT.at(reference.path("$ref").asText().substring(1));
    }

    @Test
    void generateDocument_includesExactlyTheBridgeOperations() {
        Set<String> operationNames = names(DOCUMENT.path("operations")).stream()
                .filter(name -> DOCUMENT.path("operations").path(name).has("reply"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(operationNames)
                .isEqualTo(CONTRACTS.stream()
                        .flatMap(contract -> contract.operations().stream())
                        .filter(Operation::supportsBridge)
                        .map(Operation::name)
                        .collect(Collectors.toCollection(TreeSet::new)))
                .doesNotContain("auth.login", "auth.refresh", "kinds.upload")
                .isNotEmpty();
    }

    @Test
    void describeOperation_includesPayloadReplyAndSecurity() {
        for (Contract contract : CONTRACTS) {
            for (Operation<?, ?> operation : contract.routes()) {
                if (!operation.supportsBridge()) {
                    continue;
                }
                JsonNode described = DOCUMENT.path("operations").path(operation.name());
                JsonNode payload = at(described.path("messages").path(0)).path("payload");
                JsonNode fields = payload.path("properties");
                assertThat(described.path("action").asText()).isEqualTo("receive");
                assertThat(fields.at("/address/const").asText()).isEqualTo(operation.service());
                assertThat(fields.at("/headers/properties/action/const").asText())
                        .isEqualTo(operation.action());
                assertThat(fields.path("headers").path("properties").has("idempotency-key"))
                        .isEqualTo(operation.supportsIdempotencyKey());
                assertThat(described.has("security"))
                        .isEqualTo(!operation.access().allowsAnonymous());
                assertThat(described.at("/reply/messages")).hasSize(2);
                assertThat(at(described.at("/reply/channel")).has("messages")).isTrue();
            }
        }
    }

    @Test
    void describeUserChannel_includesEveryPush() {
        JsonNode messages = DOCUMENT.at("/channels/user/messages");
        for (Contract contract : CONTRACTS) {
            for (Push<?> push : contract.pushes()) {
                JsonNode payload = messages.path(push.type().replace(':', '.')).path("payload");
                assertThat(payload.at("/properties/body/properties/type/const").asText())
                        .isEqualTo(push.type());
            }
        }
        assertThat(names(messages)).contains("register", "unregister", "system.ready", "system.reset");
    }

    @Test
    void generateDocument_resolvesAllReferencesAndHasNoUnusedSchemas() {
        Set<String> used = new TreeSet<>();
        Schemas.forEachObject(DOCUMENT, part -> {
            String reference = part.path("$ref").asText();
            if (!reference.isEmpty()) {
                used.add(reference);
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            }
        });
        assertThat(names(DOCUMENT.at("/components/schemas")))
                .allMatch(name -> used.contains("#/components/schemas/" + name));
    }

    @Test
    void describeMessage_withExamples_matchesItsSchema() {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        DOCUMENT.path("channels")
                .forEach(channel -> channel.path("messages").forEach(message -> {
                    ObjectNode schema = message.path("payload").deepCopy();
                    schema.set("components", DOCUMENT.path("components"));
                    message.path("examples")
                            .forEach(example -> assertThat(
                                            factory.getSchema(schema).validate(example.path("payload")))
                                    .as("%s", example)
                                    .isEmpty());
                }));
    }

    @Test
    void generateDocument_withSameContracts_returnsSameDocument() {
        assertThat(Json.string(AsyncApiDocument.of(CONTRACTS))).isEqualTo(Json.string(DOCUMENT));
    }
}
