package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.POSTER;

import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.data.DatabaseAddress;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.DatabaseNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node that decides about documents and posters; a test can start several on one database. It hears nothing of the broadcasts of
 * others.
 */
final class PermissionTestNode extends DatabaseNode {
    final PermissionEvaluator permissions;

    /** Counts the lookups of owners. */
    final AtomicInteger lookups = new AtomicInteger();

    PermissionTestNode(Vertx vertx, String url, List<GrantSource> sources, List<Restriction> restrictions) {
        super(vertx, DatabaseAddress.parse(url).options(), OutboxSettings.defaults());
        permissions = new PermissionEvaluator(vertx, database, sources, restrictions);
        permissions.register(DOCUMENTS, Map.of(DOCUMENT, this::findOwnership, POSTER, this::findOwnership));
        outbox.permissionChanges().addListener(permissions::onChange);
    }

    /** Starts a node with no teams and no restrictions. */
    static PermissionTestNode on(String url) {
        return on(url, List.of(new TestTeams()), List.of());
    }

    static PermissionTestNode on(String url, List<GrantSource> sources, List<Restriction> restrictions) {
        PermissionTestNode node = new PermissionTestNode(Vertx.vertx(), url, sources, restrictions);
        get(node.permissions.start());
        return node;
    }

    /** Creates the table of documents and posters. */
    void createTables() {
        execute("""
            create schema probe;
            create table probe.document (id uuid primary key, owner uuid, hidden boolean not null default false)""");
    }

    Future<Optional<Ownership>> findOwnership(UUID id) {
        lookups.incrementAndGet();
        return database.query("select owner, hidden from probe.document where id = $1", Tuple.of(id))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Ownership(row.getUUID("owner"), row.getBoolean("hidden"))));
    }

    /** Inserts a document or poster of this owner. */
    UUID document(@Nullable UUID owner) {
        UUID id = UUID.randomUUID();
        execute("insert into probe.document (id, owner) values ($1, $2::uuid)", id, owner);
        return id;
    }

    void execute(String sql, @Nullable Object... parameters) {
        get(database.transactionPool().preparedQuery(sql).execute(Tuple.wrap(parameters)));
    }

    /** Runs a change of the system. */
    <T> T change(Function<Tx, Future<T>> work) {
        return get(begin(caller(), work));
    }

    /** Runs a change in the name of a user. */
    <T> T changeAs(UUID user, Function<Tx, Future<T>> work) {
        return get(begin(contextOf(new UserPrincipal(user, UserRole.CUSTOMER.role(), "test")), work));
    }

    static RequestContext contextOf(RequestContext.Principal principal) {
        RequestContext system = caller();
        return new RequestContext(principal, system.requestId(), system.traceparent(), system.deadline(), null, null);
    }

    Decision decide(UUID user, Role role, Operation<?, ?> operation, UUID document) {
        return get(permissions.decide(new UserPrincipal(user, role, "test"), operation, new Id(document)));
    }

    /** Returns whether a customer may call the operation on the document. */
    boolean allows(UUID user, Operation<?, ?> operation, UUID document) {
        return decide(user, UserRole.CUSTOMER.role(), operation, document).isAllowed();
    }
}
