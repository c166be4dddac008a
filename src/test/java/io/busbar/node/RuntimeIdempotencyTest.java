package io.busbar.node;

import static io.busbar.node.HostService.HOST;
import static io.busbar.node.HostService.creating;
import static io.busbar.node.HostService.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that are repeated with their idempotency key after the operations of the cluster have changed. */
@UsesServers
class RuntimeIdempotencyTest {
    private static HostingNodes nodes;
    private static HostService host;
    private static TestNode hosting;
    private static TestNode frontend;

    @BeforeAll
    static void start() {
        nodes = new HostingNodes();
        host = nodes.host;
        hosting = nodes.hosting;
        frontend = nodes.frontend;
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void request_repeatedAfterOtherOperationOfItsSetWasReplaced_isReplayed() {
        String token = hosting.token(UserRole.CUSTOMER);
        RuntimeOperation create = creating("renewed", Access.signedIn());
        long version = putRenewed(0, create, "old");
        ApiResponse first = keyed(hosting, token, "renewed", "{\"title\": \"a\"}");
        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);

        putRenewed(version, create, "new");

        for (TestNode node : List.of(hosting, frontend)) {
            assertThat(keyed(node, token, "renewed", "{\"title\": \"a\"}").body())
                    .isEqualTo(first.body());
        }
        assertThat(hosting.count("bus.audit where action = 'host.renewed'")).isEqualTo(1);
    }

    @Test
    void request_repeatedAfterItsOperationWasReplaced_isRefusedInsteadOfReplayed() {
        String token = hosting.token(UserRole.CUSTOMER);
        RuntimeOperation create = creating("replaced", Access.signedIn());
        long version = putRenewed(0, create, "old");
        ApiResponse first = keyed(hosting, token, "replaced", "{\"title\": \"a\"}");
        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);

        ObjectNode longerTitles = create.request().deepCopy();
        ((ObjectNode) longerTitles.path("properties").path("title")).put("maxLength", 50);
        putRenewed(version, withRequest(create, longerTitles), "new");

        for (TestNode node : List.of(hosting, frontend)) {
            ApiResponse repeated = keyed(node, token, "replaced", "{\"title\": \"a\"}");
            assertThat(repeated.status()).isEqualTo(422);
            assertThat(repeated.body().path("error").asText()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        }
        assertThat(hosting.count("bus.audit where action = 'host.replaced'")).isEqualTo(1);
    }

    /** Puts a set of this operation and one that returns {@code text}, and waits until both nodes serve it. */
    private static long putRenewed(long version, RuntimeOperation operation, String text) {
        String path = "/hosted/age" + operation.action();
        RuntimeOperation age = reading("age" + operation.action(), path, text, 200);
        long stored = host.put(
                hosting, version, new OperationSet(operation.action(), HOST.service(), List.of(operation, age)));
        for (TestNode node : List.of(hosting, frontend)) {
            await().until(() -> text(node, path).equals(text));
        }
        return stored;
    }

    private static String text(TestNode node, String path) {
        return node.uncheckedApi().get("/api" + path).body().path("text").asText();
    }

    private static RuntimeOperation withRequest(RuntimeOperation operation, ObjectNode request) {
        return new RuntimeOperation(
                operation.action(),
                operation.method(),
                operation.path(),
                operation.summary(),
                operation.description(),
                operation.access(),
                request,
                operation.response(),
                operation.tier(),
                operation.timeout(),
                operation.maxRequestBytes(),
                operation.maxResponseBytes(),
                operation.idempotent());
    }

    private static ApiResponse keyed(TestNode node, String token, String action, String body) {
        return node.uncheckedApi()
                .withToken(token)
                .with("Idempotency-Key", "the-key")
                .post("/api/hosted/" + action, body);
    }
}
