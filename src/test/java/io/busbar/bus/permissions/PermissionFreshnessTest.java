package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.DOCUMENTS;
import static io.busbar.bus.permissions.DocumentOperations.POSTER;
import static io.busbar.bus.permissions.DocumentOperations.PRINT;
import static io.busbar.bus.permissions.DocumentOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.LockedTable;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of permissions on the node that writes them, and on others, which hear of them through the database alone. */
@UsesServers
class PermissionFreshnessTest {
    /** The promise of 250 ms, and what the test itself takes on a busy machine. */
    private static final Duration IN_EFFECT = Duration.ofMillis(250 + 500);

    private static final String URL = TestServers.freshDatabase();

    private static PermissionTestNode here;
    private static PermissionTestNode elsewhere;

    private final UUID owner = UUID.randomUUID();
    private final UUID friend = UUID.randomUUID();
    private UUID document;

    @BeforeAll
    static void open() {
        here = PermissionTestNode.on(URL);
        here.createTables();
        elsewhere = PermissionTestNode.on(URL);
    }

    @AfterAll
    static void close() {
        elsewhere.close();
        here.close();
    }

    @BeforeEach
    void createDocument() {
        document = here.document(owner);
    }

    @Test
    void decide_again_needsNoQuery() {
        assertThat(elsewhere.allows(owner, READ, document)).isTrue();
        int lookups = elsewhere.lookups.get();

        try (LockedTable grants = LockedTable.lock(DatabaseAddress.parse(URL), "bus.permission_grant")) {
            assertThat(elsewhere.allows(owner, READ, document)).isTrue();
            assertThat(elsewhere.allows(owner, PRINT, document)).isTrue();
            assertThat(grants.waiting()).isZero();
        }

        assertThat(elsewhere.lookups.get()).isEqualTo(lookups);
    }

    @Test
    void decide_aboutMissingObject_isNotRemembered() {
        UUID missing = UUID.randomUUID();
        assertThat(elsewhere.allows(owner, READ, missing)).isFalse();

        here.execute("insert into probe.document (id, owner) values ($1, $2)", missing, owner);

        assertThat(elsewhere.allows(owner, READ, missing)).isTrue();
    }

    @Test
    void unshare_committed_isInEffectOnBothNodes() {
        here.change(tx -> tx.permissions().share(new Share(DOCUMENT.of(document), friend)));
        assertThat(here.allows(friend, READ, document)).isTrue();
        await().until(() -> elsewhere.allows(friend, READ, document));

        here.change(tx -> tx.permissions().unshare(DOCUMENT.of(document), friend));

        assertThat(here.allows(friend, READ, document))
                .as("at once on the node of the change")
                .isFalse();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(IN_EFFECT)
                .until(() -> !elsewhere.allows(friend, READ, document));
        assertThat(elsewhere.allows(owner, READ, document)).isTrue();
    }

    @Test
    void denialOfPermission_committed_isInEffectOnBothNodes() {
        assertThat(elsewhere.allows(owner, PRINT, document)).isTrue();
        assertThat(here.allows(owner, PRINT, document)).isTrue();

        here.change(tx -> tx.permissions().deny(Denial.of(owner, PRINT)));

        assertThat(here.allows(owner, PRINT, document)).isFalse();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(IN_EFFECT)
                .until(() -> !elsewhere.allows(owner, PRINT, document));
    }

    @Test
    void newOwner_committed_isInEffectOnBothNodes() {
        assertThat(elsewhere.allows(owner, READ, document)).isTrue();

        changeOwner(friend);

        assertThat(here.allows(owner, READ, document)).isFalse();
        assertThat(here.allows(friend, READ, document)).isTrue();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(IN_EFFECT)
                .until(() -> !elsewhere.allows(owner, READ, document));
        assertThat(elsewhere.allows(friend, READ, document)).isTrue();
    }

    @Test
    void decide_onNodeThatHasNotReadForLong_findsTheChange() {
        try (PermissionTestNode asleep =
                new PermissionTestNode(Vertx.vertx(), URL, List.of(new TestTeams()), List.of())) {
            assertThat(asleep.allows(owner, READ, document)).isTrue();

            changeOwner(friend);

            await().atMost(Duration.ofSeconds(2)).until(() -> !asleep.allows(owner, READ, document));
            assertThat(asleep.allows(friend, READ, document)).isTrue();
        }
    }

    @Test
    void decide_whileChangesCantBeRead_fails() {
        try (PermissionTestNode asleep =
                new PermissionTestNode(Vertx.vertx(), URL, List.of(new TestTeams()), List.of())) {
            assertThat(asleep.allows(owner, READ, document)).isTrue();
            try (LockedTable changes = LockedTable.lock(DatabaseAddress.parse(URL), "bus.permission_change")) {
                await().atMost(PermissionTestNode.TIMEOUT).untilAsserted(() -> {
                    Future<Decision> decision = asleep.permissions.decide(user(owner), READ, new Id(document));
                    assertThat(PermissionTestNode.failure(decision))
                            .isInstanceOfSatisfying(
                                    Failure.class,
                                    refused -> assertThat(refused.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE))
                            .hasMessage("Permissions can't be checked right now");
                });
                assertThat(changes.waiting()).isPositive();
            }
            await().until(() -> asleep.allows(owner, READ, document));
        }
    }

    @Test
    void decide_whileObjectChangesDuringLoad_usesTheNewOwner() {
        Queue<Promise<Optional<Ownership>>> loads = new ConcurrentLinkedQueue<>();
        PermissionEvaluator slow = slowEvaluator(loads);
        Future<Decision> ofOwner = slow.decide(user(owner), READ, new Id(document));
        Future<Decision> ofFriend = slow.decide(user(friend), READ, new Id(document));
        await().until(() -> loads.size() == 1);

        changeOwner(friend);
        slow.onChange(DOCUMENT.of(document).key());
        loads.remove().complete(Optional.of(Ownership.of(owner)));

        assertThat(isAllowed(ofOwner, loads, friend)).isFalse();
        assertThat(isAllowed(ofFriend, loads, friend)).isTrue();
        assertThat(isAllowed(slow.decide(user(owner), READ, new Id(document)), loads, friend))
                .as("a later decision")
                .isFalse();
    }

    @Test
    void decide_whileObjectChangesDuringLoadOnAnotherNode_usesTheNewOwner() {
        Queue<Promise<Optional<Ownership>>> loads = new ConcurrentLinkedQueue<>();
        PermissionEvaluator slow = slowEvaluator(loads);
        Future<Decision> decision = slow.decide(user(owner), READ, new Id(document));
        await().until(() -> loads.size() == 1);

        changeOwner(friend);
        long changedAt = System.nanoTime();
        await().until(() ->
                System.nanoTime() - changedAt > Duration.ofMillis(300).toNanos());
        loads.remove().complete(Optional.of(Ownership.of(owner)));

        assertThat(isAllowed(decision, loads, friend)).isFalse();
    }

    @Test
    void decide_ifTheObjectKeepsChanging_fails() {
        Queue<Promise<Optional<Ownership>>> loads = new ConcurrentLinkedQueue<>();
        PermissionEvaluator slow = slowEvaluator(loads);

        Future<Decision> decision = slow.decide(user(owner), READ, new Id(document));
        int count = 0;
        while (!decision.isComplete()) {
            await().until(() -> !loads.isEmpty() || decision.isComplete());
            if (!loads.isEmpty()) {
                slow.onChange(DOCUMENT.of(document).key());
                loads.remove().complete(Optional.of(Ownership.of(owner)));
                count++;
            }
        }

        assertThat(count).isEqualTo(5);
        assertThat(PermissionTestNode.failure(decision))
                .isInstanceOfSatisfying(
                        Failure.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE));
    }

    @Test
    void decide_afterFailedLoad_loadsAgain() {
        Queue<Promise<Optional<Ownership>>> loads = new ConcurrentLinkedQueue<>();
        PermissionEvaluator slow = slowEvaluator(loads);
        Future<Decision> failing = slow.decide(user(owner), READ, new Id(document));
        await().until(() -> loads.size() == 1);
        loads.remove().fail(Failure.of(FailureCode.DEADLINE_EXCEEDED));
        assertThat(PermissionTestNode.failure(failing)).isInstanceOf(Failure.class);

        Future<Decision> decision = slow.decide(user(owner), READ, new Id(document));
        await().until(() -> loads.size() == 1);
        loads.remove().complete(Optional.of(Ownership.of(owner)));

        assertThat(PermissionTestNode.get(decision).isAllowed()).isTrue();
    }

    @Test
    void decide_afterChangeCommittedLate_findsIt() throws Exception {
        assertThat(elsewhere.allows(owner, READ, document)).isTrue();
        UUID later = here.document(owner);
        assertThat(elsewhere.allows(owner, READ, later)).isTrue();
        try (Connection slow = DatabaseAddress.parse(URL).dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("update probe.document set owner = '%s' where id = '%s'".formatted(friend, document));
            statement.execute("insert into bus.permission_change (resource_type, resource_id) values ('%s', '%s')"
                    .formatted(DOCUMENT.fullName(), document));
            // Later changes are found meanwhile: a reader that goes by IDs or times would skip this one.
            here.change(tx -> tx.query("update probe.document set owner = $2 where id = $1", Tuple.of(later, friend))
                    .onSuccess(updated -> tx.permissions().resourceChanged(DOCUMENT.of(later))));
            await().until(() -> !elsewhere.allows(owner, READ, later));
            assertThat(elsewhere.allows(owner, READ, document)).isTrue();
            slow.commit();
        }
        await().until(() -> !elsewhere.allows(owner, READ, document));
    }

    @Test
    void decide_whileAnotherTransactionRuns_loadsAChangedObjectOnce() throws Exception {
        assertThat(elsewhere.allows(owner, READ, document)).isTrue();
        try (Connection slow = DatabaseAddress.parse(URL).dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            changeOwner(friend);
            await().until(() -> elsewhere.allows(friend, READ, document));
            int lookups = elsewhere.lookups.get();
            long knownAt = System.nanoTime();

            await().until(() -> {
                assertThat(elsewhere.allows(friend, READ, document)).isTrue();
                return System.nanoTime() - knownAt > Duration.ofMillis(500).toNanos();
            });

            assertThat(elsewhere.lookups.get())
                    .as("lookups after five more reads of changes")
                    .isEqualTo(lookups);
        }
    }

    @Test
    void decide_afterMoreChangesThanOneReadReturns_findsTheChange() {
        assertThat(elsewhere.allows(owner, READ, document)).isTrue();

        here.change(tx -> tx.query("""
                        with changed as (update probe.document set owner = $2 where id = $1 returning id)
                        insert into bus.permission_change (resource_type, resource_id)
                        select 'documents.document', gen_random_uuid() from generate_series(1, 10001), changed""", Tuple.of(document, friend))
                .onSuccess(updated -> tx.permissions().resourceChanged(DOCUMENT.of(document))));

        await().until(() -> !elsewhere.allows(owner, READ, document));
    }

    @Test
    void decide_afterTheDatabaseWasRestored_forgetsWhatWasKnown() {
        PermissionTestNode.get(here.database.transactionPool().query("""
                create schema restored;
                create table restored.state (snapshot pg_snapshot);
                insert into restored.state values (null);
                create function restored.pg_current_snapshot() returns pg_snapshot language sql
                  as 'select coalesce(snapshot, pg_catalog.pg_current_snapshot()) from restored.state'""").execute());
        String backup = here.rows("select pg_current_snapshot()::text as snapshot")
                .getFirst()
                .getString("snapshot");
        here.document(owner);
        Database restoring = new Database(
                here.vertx, DatabaseAddress.parse(URL).options().addProperty("search_path", "restored, pg_catalog"));
        PermissionEvaluator permissions =
                new PermissionEvaluator(here.vertx, restoring, List.of(new TestTeams()), List.of());
        permissions.register(DOCUMENTS, Map.of(DOCUMENT, here::findOwnership, POSTER, here::findOwnership));
        assertThat(allows(permissions, owner)).isTrue();
        here.execute("update probe.document set owner = $2 where id = $1", document, friend);
        assertThat(allows(permissions, friend)).as("before the restore").isFalse();

        here.execute("update restored.state set snapshot = '" + backup + "'");

        await().until(() -> allows(permissions, friend));
        assertThat(allows(permissions, owner)).isFalse();
        PermissionTestNode.get(restoring.close());
    }

    @Test
    void decideAndChange_concurrently_endsWithTheLastOwnerEverywhere() {
        List<UUID> owners = Stream.generate(UUID::randomUUID).limit(20).toList();
        List<Future<?>> decisions = new ArrayList<>();
        for (UUID next : owners) {
            IntStream.range(0, 20)
                    .forEach(i -> decisions.add(elsewhere.permissions.decide(user(next), READ, new Id(document))));
            changeOwner(next);
            IntStream.range(0, 20)
                    .forEach(i -> decisions.add(here.permissions.decide(user(next), READ, new Id(document))));
            assertThat(here.allows(next, READ, document)).isTrue();
        }

        PermissionTestNode.get(Future.all(decisions));
        await().atMost(IN_EFFECT).until(() -> elsewhere.allows(owners.getLast(), READ, document));
        assertThat(owners.stream()
                        .filter(each -> elsewhere.allows(each, READ, document) || here.allows(each, READ, document)))
                .containsExactly(owners.getLast());
    }

    /** Returns a decision, while every load finds this owner. */
    private static boolean isAllowed(Future<Decision> decision, Queue<Promise<Optional<Ownership>>> loads, UUID owner) {
        await().until(() -> {
            Promise<Optional<Ownership>> load = loads.poll();
            if (load != null) {
                load.complete(Optional.of(Ownership.of(owner)));
            }
            return decision.isComplete();
        });
        return PermissionTestNode.get(decision).isAllowed();
    }

    /** Returns an evaluator that waits for the test whenever it looks up an owner. It polls only when it decides. */
    private static PermissionEvaluator slowEvaluator(Queue<Promise<Optional<Ownership>>> loads) {
        PermissionEvaluator slow =
                new PermissionEvaluator(here.vertx, here.database, List.of(new TestTeams()), List.of());
        OwnerLookup lookup = id -> {
            Promise<Optional<Ownership>> load = Promise.promise();
            loads.add(load);
            return load.future();
        };
        slow.register(DOCUMENTS, Map.of(DOCUMENT, lookup, POSTER, lookup));
        return slow;
    }

    private boolean allows(PermissionEvaluator permissions, UUID user) {
        return PermissionTestNode.get(permissions.decide(user(user), READ, new Id(document)))
                .isAllowed();
    }

    private void changeOwner(UUID next) {
        here.change(tx -> tx.query("update probe.document set owner = $2 where id = $1", Tuple.of(document, next))
                .onSuccess(updated -> tx.permissions().resourceChanged(DOCUMENT.of(document))));
    }

    private static UserPrincipal user(UUID id) {
        return new UserPrincipal(id, UserRole.CUSTOMER.role(), "test");
    }
}
