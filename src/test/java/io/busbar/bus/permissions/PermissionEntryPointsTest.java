package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.POSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Id;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.permissions.DocumentOperations.DocumentRead;
import io.busbar.http.ServiceEntryPoints;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each decision about an object is the same at all three entry points: over HTTP, over the bridge of browsers, and on the bus. */
@UsesServers
class PermissionEntryPointsTest {
    private static final UUID OWNER = UUID.randomUUID();
    private static final UUID GRANTEE = UUID.randomUUID();
    private static final UUID DENIED = UUID.randomUUID();
    private static final UUID ADMIN = UUID.randomUUID();
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static ServiceEntryPoints entryPoints;
    private static PermissionTestNode node;
    private static UUID document;
    private static UUID poster;

    @SuppressWarnings("ImmutableEnumChecker") // callers are immutable records
    enum Caller {
        ANONYMOUS(ServiceEntryPoints.Caller.anonymous()),
        ADMINISTRATOR(ServiceEntryPoints.Caller.user(Role.ADMIN, ADMIN)),
        THE_OWNER(ServiceEntryPoints.Caller.user(UserRole.CUSTOMER.role(), OWNER)),
        IMPERSONATED_OWNER(ServiceEntryPoints.Caller.impersonated(UserRole.CUSTOMER.role(), OWNER, ADMIN)),
        WITH_SHARE(ServiceEntryPoints.Caller.user(UserRole.CUSTOMER.role(), GRANTEE)),
        WITH_SHARE_AND_DENIAL(ServiceEntryPoints.Caller.user(UserRole.CUSTOMER.role(), DENIED)),
        UNRELATED(ServiceEntryPoints.Caller.user(UserRole.PROFESSIONAL.role(), UUID.randomUUID()));

        private final ServiceEntryPoints.Caller caller;

        Caller(ServiceEntryPoints.Caller caller) {
            this.caller = caller;
        }
    }

    @BeforeAll
    static void open() {
        entryPoints = new ServiceEntryPoints(DOCUMENTS, null);
        node = new PermissionTestNode(
                entryPoints.vertx(), TestServers.freshDatabase(), List.of(new TestTeams()), List.of());
        PermissionTestNode.get(node.permissions.start());
        node.createTables();
        OperationHandler<Id, DocumentRead> read = (request, call) -> {
            CALLS.incrementAndGet();
            return Future.succeededFuture(new DocumentRead(request.id(), "here"));
        };
        entryPoints.serve(read, node.outbox.changes(), node.permissions);
        document = node.document(OWNER);
        poster = node.document(OWNER);
        List.of(DOCUMENT.of(document), POSTER.of(poster))
                .forEach(resource -> List.of(GRANTEE, DENIED)
                        .forEach(user -> node.change(tx -> tx.permissions().share(new Share(resource, user)))));
        node.change(tx -> tx.permissions().deny(Denial.of(DENIED, DOCUMENT.of(document))));
    }

    @AfterAll
    static void close() {
        PermissionTestNode.get(node.database.close());
        entryPoints.close();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            read        | ANONYMOUS             | UNAUTHORIZED
            read        | ADMINISTRATOR         | allowed
            read        | THE_OWNER             | allowed
            read        | IMPERSONATED_OWNER    | allowed
            read        | WITH_SHARE            | allowed
            read        | WITH_SHARE_AND_DENIAL | NOT_FOUND
            read        | UNRELATED             | NOT_FOUND
            sign        | ANONYMOUS             | UNAUTHORIZED
            sign        | ADMINISTRATOR         | NOT_FOUND
            sign        | THE_OWNER             | allowed
            sign        | IMPERSONATED_OWNER    | FORBIDDEN
            sign        | WITH_SHARE            | NOT_FOUND
            readPoster  | ANONYMOUS             | UNAUTHORIZED
            readPoster  | ADMINISTRATOR         | FORBIDDEN
            readPoster  | THE_OWNER             | allowed
            readPoster  | WITH_SHARE            | allowed
            readPoster  | WITH_SHARE_AND_DENIAL | allowed
            readPoster  | UNRELATED             | FORBIDDEN
            framePoster | UNRELATED             | allowed
            find        | UNRELATED             | allowed
            """)
    void call_aboutAnObject_getsSameAnswerAtEachEntrance(String action, Caller caller, String answer) {
        UUID id = action.endsWith("Poster") ? poster : document;
        int callsBefore = CALLS.get();

        assertThat(entryPoints.results(action, new Id(id), caller.caller))
                .hasSize(3)
                .containsOnly(answer);

        assertThat(CALLS.get() - callsBefore).isEqualTo(answer.equals("allowed") ? 3 : 0);
    }
}
