package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Access;
import io.busbar.bus.Operation;
import io.busbar.bus.response.Response;
import io.busbar.node.ServiceRegistry;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ListedRows;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.UsesServers;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads the largest page of every list, full of the longest texts, on the node that runs its service and through one that does not: the
 * responses are the same. New lists are included automatically.
 */
@UsesServers
@Tag("contract")
class ListSizeTest {
    private static TestNode serving;
    private static TestNode remote;
    private static TestUser owner;

    @BeforeAll
    static void startNodes() {
        Map<String, String> shared = Map.of(
                "DATABASE_URL", TestServers.freshDatabase(),
                "REDIS_URL", TestServers.redisUrl(),
                "JWT_SECRET", TestServers.jwtSecret());
        serving = TestNode.start(shared);
        Map<String, String> withoutLists = new HashMap<>(shared);
        withoutLists.put("SERVICES", "presence");
        remote = TestNode.start(withoutLists);
        owner = serving.person(UserRole.PROFESSIONAL);
        ListedRows.insertLongest(serving, owner.id(), 200);
    }

    @AfterAll
    static void stopNodes() {
        remote.close();
        serving.close();
    }

    static Stream<Arguments> lists() {
        return ServiceRegistry.contracts().stream()
                .flatMap(contract -> contract.routes().stream())
                .filter(operation -> operation.response() instanceof Response.PageResult)
                .map(operation -> Arguments.of(operation.name(), operation));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void list_pageOfLongestItems_isTheSameOnEveryNode(String name, Operation<?, ?> operation) {
        ApiResponse local = get(serving, operation);
        ApiResponse response = get(remote, operation);

        assertThat(local.status()).isEqualTo(200);
        assertThat(local.body()).as("items").hasSizeGreaterThanOrEqualTo(199);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(local.body());
    }

    private static ApiResponse get(TestNode node, Operation<?, ?> operation) {
        boolean forAdmins = operation.access() instanceof Access.Roles roles
                && !roles.includes(owner.role().role());
        ApiClient client = forAdmins ? node.api(UserRole.ADMIN) : node.api(owner.id(), owner.role());
        return client.get("/api" + operation.path().replace("{id}", owner.id().toString()) + "?limit=200");
    }
}
