package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.POSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Id;
import io.busbar.bus.Role;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.permissions.DocumentOperations.DocumentRead;
import io.busbar.http.Entrances;
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

/** Each decision about an object is the same at all three entrances: over HTTP, over the bridge of browsers, and on the bus. */
@UsesServers
class PermissionEntrancesTest {
    private static final UUID OWNER = UUID.randomUUID();
    private static final UUID GRANTEE = UUID.randomUUID();
    private static final UUID DENIED = UUID.randomUUID();
    private static final UUID ADMIN = UUID.randomUUID();
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static Entrances entrances;
    private static PermissionTestNode node;
    private static UUID document;
    private static UUID poster;

    @SuppressWarnings("ImmutableEnumChecker") // callers are immutable records
    enum Caller {
        ANONYMOUS(Entrances.Caller.anonymous()),
        ADMINISTRATOR(Entrances.Caller.user(Role.ADMIN, ADMIN)),
        THE_OWNER(Entrances.Caller.user(UserRole.CUSTOMER.role(), OWNER)),
        IMPERSONATED_OWNER(Entrances.Caller.impersonated(UserRole.CUSTOMER.role(), OWNER, ADMIN)),
        WITH_SHARE(Entrances.Caller.user(UserRole.CUSTOMER.role(), GRANTEE)),
        WITH_SHARE_AND_DENIAL(Entrances.Caller.user(UserRole.CUSTOMER.role(), DENIED)),
        UNRELATED(Entrances.Caller.user(UserRole.PROFESSIONAL.role(), UUID.randomUUID()));

        private final Entrances.Caller caller;

        Caller(Entrances.Caller caller) {
            this.caller = caller;
        }
    }

    @BeforeAll
    static void open() {
        entrances = new Entrances(DOCUMENTS, null);
        node = new PermissionTestNode(
                entrances.vertx(), TestServers.freshDatabase(), List.of(new TestTeams()), List.of());
        PermissionTestNode.get(node.permissions.start());
        node.createTables();
        OperationHandler<Id, DocumentRead> read = (request, call) -> {
            CALLS.incrementAndGet();
            return Future.succeededFuture(new DocumentRead(request.id(), "here"));
        };
        entrances.serve(read, node.outbox.changes(), node.permissions);
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
        entrances.close();
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

        assertThat(entrances.answers(action, new Id(id), caller.caller))
                .hasSize(3)
                .containsOnly(answer);

        assertThat(CALLS.get() - callsBefore).isEqualTo(answer.equals("allowed") ? 3 : 0);
    }
}
