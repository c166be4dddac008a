package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.privacy.PersonalData.ExportSection;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.UsesServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Exports while no node runs a service that holds personal data. */
@UsesServers
class IncompleteExportTest {
    private final Map<String, String> deployment = Map.of(
            "DATABASE_URL", TestServers.freshDatabase(),
            "REDIS_URL", TestServers.redisUrl());

    @Test
    void export_withoutAServiceThatHoldsPersonalData_waitsForItAndIsNeverIncomplete() {
        String otherServices = ServiceRegistry.names().stream()
                .filter(service -> !service.equals("reviews"))
                .collect(Collectors.joining(","));
        try (TestNode node = node(otherServices)) {
            TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
            String path = "/api/exports/"
                    + maria.api().post("/api/exports", "").body().path("id").asText();

            await().untilAsserted(() ->
                    assertThat(lastErrors(node)).singleElement().asString().contains("reviews"));
            assertThat(maria.api().get(path).body().path("status").asText()).isEqualTo("running");
            assertThat(maria.api().get(path + "/download").status()).isEqualTo(404);

            try (TestNode second = node("reviews")) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> maria.api()
                                .get(path)
                                .body()
                                .path("status")
                                .asText()
                                .equals("ready"));
                assertThat(new ApiClient("http://127.0.0.1:" + second.port())
                                .withToken(node.token(maria.id(), UserRole.CUSTOMER))
                                .get(path + "/download")
                                .body()
                                .fieldNames())
                        .toIterable()
                        .containsExactlyInAnyOrderElementsOf(fieldsOfExports());
            }
        }
    }

    private static List<String> fieldsOfExports() {
        Stream<String> sections = ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.personalData().section().stream())
                .map(ExportSection::name);
        return Stream.concat(Stream.of("exportedAt", "activity", "truncated"), sections)
                .toList();
    }

    private TestNode node(String services) {
        Map<String, String> variables = new HashMap<>(deployment);
        variables.put("SERVICES", services);
        return TestNode.start(variables);
    }

    private static List<String> lastErrors(TestNode node) {
        return node.strings("select coalesce(last_error, '') from bus.job where type = 'users.export'");
    }
}
