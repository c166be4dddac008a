package io.busbar.bus.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.auth.SessionOperations.Session;
import io.busbar.services.catalog.CatalogOperations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SchemasTest {

    record Service(String name, @Nullable Service parent) {}

    @Test
    void of_recordOfService_hasTheServiceInItsName() {
        Schemas schemas = Schemas.of(List.of(Service.class, CatalogOperations.Service.class, Session.class));

        assertThat(schemas.reference(CatalogOperations.Service.class))
                .hasToString("{\"$ref\":\"#/components/schemas/CatalogService\"}");
        assertThat(schemas.definitions().fieldNames())
                .toIterable()
                .as("a record of the kernel has no prefix")
                .containsExactlyInAnyOrder("CatalogService", "Service", "AuthSession");
    }

    @Test
    void of_recordsWithSameSchemaName_fails() {
        record Deleted(String other) {}

        assertThatIllegalStateException()
                .isThrownBy(() -> Schemas.of(List.of(Deleted.class, io.busbar.bus.Deleted.class)))
                .withMessageContaining(Deleted.class.getName())
                .withMessageContaining(io.busbar.bus.Deleted.class.getName());
    }

    @Test
    @DisplayName("A request record must not be recursive, so that the depth of requests is bounded.")
    void of_recursiveRecord_isAllowedForResponsesOnly() {
        assertThat(Schemas.of(List.of(Service.class))
                        .definition(Service.class)
                        .at("/properties/parent/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/Service");
        assertThatIllegalArgumentException().isThrownBy(() -> RequestSchema.of(Service.class));
    }

    @Test
    void definition_ofEveryKindOfComponent_matchesItsJsonInDeclarationOrder() {
        JsonNode schema =
                Schemas.of(List.of(RequestFixtures.Everything.class)).definition(RequestFixtures.Everything.class);
        JsonNode properties = schema.path("properties");

        assertThat(properties.fieldNames()).toIterable().startsWith("text", "words", "code", "mail", "number");
        assertThat(schema.has("required")).as("everything is optional").isFalse();
        assertThat(properties.path("number"))
                .hasToString("{\"type\":\"integer\",\"format\":\"int32\",\"minimum\":1,\"maximum\":10}");
        assertThat(properties.path("big")).hasToString("{\"type\":\"integer\",\"format\":\"int64\"}");
        assertThat(properties.path("amount")).hasToString("{\"type\":\"number\",\"exclusiveMinimum\":0}");
        assertThat(properties.path("uuid")).hasToString("{\"type\":\"string\",\"format\":\"uuid\"}");
        assertThat(properties.path("mail")).hasToString("{\"type\":\"string\",\"format\":\"email\"}");
        assertThat(properties.path("time").path("pattern").asText()).isEqualTo(RecordSchemaModule.LOCAL_TIME_PATTERN);
        assertThat(properties.path("colour")).hasToString("{\"type\":\"string\",\"enum\":[\"red\",\"dark-blue\"]}");
        assertThat(properties.path("tags").at("/items/maxLength").asInt()).isEqualTo(5);
        assertThat(properties.path("numbers").path("uniqueItems").asBoolean()).isTrue();
        assertThat(properties.path("counts").at("/additionalProperties/type").asText())
                .isEqualTo("integer");
        assertThat(properties.path("counts").path("maxProperties").asInt()).isEqualTo(2);
        assertThat(properties.path("perhaps")).hasToString("{\"type\":\"string\"}");
    }

    @Test
    void of_requestRecord_allowsNullForOptionalComponentsOnly() {
        JsonNode order = RequestSchema.of(RequestFixtures.Order.class);
        JsonNode everything = RequestSchema.of(RequestFixtures.Everything.class);

        assertThat(order.at("/properties/title/type").asText()).isEqualTo("string");
        assertThat(everything.at("/properties/text/type")).hasToString("[\"string\",\"null\"]");
        assertThat(everything.at("/properties/colour/enum")).hasToString("[\"red\",\"dark-blue\",null]");
    }
}
