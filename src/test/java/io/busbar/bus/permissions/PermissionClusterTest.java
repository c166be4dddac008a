package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext.SystemPrincipal;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.permissions.DocumentOperations.DocumentRead;
import io.busbar.bus.permissions.ExplainOperation.ExplainDecision;
import io.busbar.bus.permissions.Finding.FindingEffect;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestCluster;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions of two nodes with documents, as a third node sees them that has none. */
@UsesServers
class PermissionClusterTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static final String URL = TestServers.freshDatabase();
    private static final Set<UUID> HANDLED = ConcurrentHashMap.newKeySet();

    private static PermissionTestNode first;
    private static PermissionTestNode second;
    private static RpcNode caller;

    private final UUID owner = UUID.randomUUID();
    private final UUID friend = UUID.randomUUID();
    private UUID document;

    @BeforeAll
    static void open() {
        first = serve("first");
        first.createTables();
        second = serve("second");
        caller = join(CLUSTER.join(), "caller");
        caller.ready();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> PermissionTestNode.get(
                        caller.ping("documents").transform(ping -> Future.succeededFuture(ping.succeeded()))));
    }

    private static PermissionTestNode serve(String id) {
        Vertx vertx = CLUSTER.join();
        PermissionTestNode node = new PermissionTestNode(vertx, URL, List.of(new TestTeams()), List.of());
        PermissionTestNode.get(node.permissions.start());
        RpcNode rpc = join(vertx, id);
        OperationHandler<Id, DocumentRead> read = (request, call) -> {
            HANDLED.add(request.id());
            return Future.succeededFuture(new DocumentRead(request.id(), id));
        };
        Map<String, OperationHandler<?, ?>> handlers =
                DOCUMENTS.operations().stream().collect(Collectors.toMap(Operation::name, operation -> read));
        rpc.serviceHost().register(DOCUMENTS, handlers, null, node.outbox.changes(), node.permissions);
        rpc.addService(DOCUMENTS);
        rpc.ready();
        return node;
    }

    private static RpcNode join(Vertx vertx, String id) {
        return PermissionTestNode.get(RpcNode.open(vertx, id, RpcSettings.defaults(), new SimpleMeterRegistry()));
    }

    @AfterAll
    static void close() {
        PermissionTestNode.get(first.database.close());
        PermissionTestNode.get(second.database.close());
        CLUSTER.close();
    }

    @BeforeEach
    void createDocument() {
        document = first.document(owner);
    }

    @Test
    void call_fromAnotherNode_isDecidedByTheNodesOfTheService() {
        for (int i = 0; i < 4; i++) {
            assertThat(failureOf(friend)).isEqualTo(FailureCode.NOT_FOUND);
        }
        assertThat(HANDLED).doesNotContain(document);

        assertThat(PermissionTestNode.get(read(owner)).id()).isEqualTo(document);
        assertThat(HANDLED).contains(document);
    }

    @Test
    void unshare_onOneNode_isInEffectOnAll() {
        first.change(tx -> tx.permissions().share(new Share(DOCUMENT.of(document), friend)));
        await().until(() -> first.allows(friend, READ, document) && second.allows(friend, READ, document));
        assertThat(PermissionTestNode.get(read(friend)).id()).isEqualTo(document);

        first.change(tx -> tx.permissions().unshare(DOCUMENT.of(document), friend));

        await().atMost(Duration.ofMillis(750)).until(() -> !second.allows(friend, READ, document));
        for (int i = 0; i < 4; i++) {
            assertThat(failureOf(friend)).isEqualTo(FailureCode.NOT_FOUND);
        }
    }

    @Test
    void explain_fromAnotherNode_namesEveryFinding() {
        first.changeAs(owner, tx -> tx.permissions().share(new Share(DOCUMENT.of(document), friend)));
        first.changeAs(owner, tx -> tx.permissions().deny(Denial.of(friend, DOCUMENT.of(document))));
        await().until(() -> !second.allows(friend, READ, document) && !first.allows(friend, READ, document));

        Explanation explanation = PermissionTestNode.get(explain(friend, "documents.read", document));

        assertThat(explanation.allowed()).isFalse();
        assertThat(explanation.reason()).startsWith("is denied this by " + owner);
        assertThat(explanation.findings())
                .extracting(Finding::effect)
                .containsExactly(FindingEffect.GRANTS, FindingEffect.DENIES);
        assertThat(explanation.findings()).extracting(Finding::source).containsExactly("share", "denial");
        assertThat(PermissionTestNode.get(explain(owner, "documents.read", document)))
                .isEqualTo(new Explanation(
                        true,
                        "owns the document",
                        List.of(new Finding("owner", FindingEffect.GRANTS, "owns the document"))));
        assertThat(PermissionTestNode.get(explain(UUID.randomUUID(), "documents.read", document)))
                .isEqualTo(new Explanation(false, "has no grant of documents.read on the document", List.of()));
    }

    @Test
    void explain_ofUnknownPermissionOrObject_returnsNotFound() {
        assertThat(PermissionTestNode.failure(explain(owner, "documents.burn", document)))
                .hasMessage("There is no such permission on objects");
        assertThat(PermissionTestNode.failure(explain(owner, "documents.find", document)))
                .hasMessage("There is no such permission on objects");
        assertThat(PermissionTestNode.failure(explain(owner, "documents.read", UUID.randomUUID())))
                .hasMessage("There is no such document");
    }

    private Future<DocumentRead> read(UUID user) {
        return caller.bus()
                .call(
                        READ,
                        new Id(document),
                        PermissionTestNode.contextOf(new UserPrincipal(user, UserRole.CUSTOMER.role(), "test")));
    }

    private FailureCode failureOf(UUID user) {
        return ((Failure) PermissionTestNode.failure(read(user))).code();
    }

    private static Future<Explanation> explain(UUID user, String permission, UUID resource) {
        return caller.bus()
                .call(
                        ExplainOperation.of("documents"),
                        new ExplainDecision(user, UserRole.CUSTOMER.role(), permission, resource),
                        PermissionTestNode.contextOf(new SystemPrincipal("test")));
    }
}
