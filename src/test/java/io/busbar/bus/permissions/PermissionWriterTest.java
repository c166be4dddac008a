package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.DOCUMENT;
import static io.busbar.bus.permissions.DocumentOperations.PRINT;
import static io.busbar.bus.permissions.DocumentOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext.SystemPrincipal;
import io.busbar.services.jobs.JobOperations;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of shares, denials and owners: which rows they store and which they remove. */
@UsesServers
class PermissionWriterTest {
    private static PermissionTestNode node;

    private final UUID owner = UUID.randomUUID();
    private final UUID friend = UUID.randomUUID();
    private final UUID stranger = UUID.randomUUID();
    private UUID document;

    @BeforeAll
    static void open() {
        node = PermissionTestNode.on(TestServers.freshDatabase());
        node.createTables();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void createDocument() {
        document = node.document(owner);
    }

    @Test
    void share_again_replacesItsEndAndUnshareEndsAll() {
        Share share = new Share(DOCUMENT.of(document), friend);
        share(share.until(Instant.now().minusSeconds(1)));
        assertThat(node.allows(friend, READ, document)).isFalse();

        share(share);
        share(share.only(PRINT));
        assertThat(node.allows(friend, READ, document)).isTrue();
        assertThat(node.count("bus.permission_grant where grantee = '" + friend + "'"))
                .isEqualTo(2);

        node.change(tx -> tx.permissions().unshare(DOCUMENT.of(document), friend));
        assertThat(node.allows(friend, READ, document)).isFalse();
        assertThat(node.allows(friend, PRINT, document)).isFalse();
        assertThat(node.count("bus.permission_grant where grantee = '" + friend + "'"))
                .isZero();
    }

    @Test
    void share_beyondTheLimit_returnsConflictAndStoresNothing() {
        node.execute("""
            insert into bus.permission_grant (resource_type, resource_id, grantee, effect)
            select 'documents.document', $1, gen_random_uuid(), 'share' from generate_series(1, 999)""", document);
        share(new Share(DOCUMENT.of(document), friend));

        Throwable cause = PermissionTestNode.failure(node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions().share(new Share(DOCUMENT.of(document), stranger))));

        assertThat(cause)
                .isInstanceOfSatisfying(
                        Failure.class, refused -> assertThat(refused.code()).isEqualTo(FailureCode.CONFLICT))
                .hasMessage("An object can have at most 1,000 shares and 1,000 denials");
        assertThat(node.allows(stranger, READ, document)).isFalse();
        share(new Share(DOCUMENT.of(document), friend).until(Instant.now().plusSeconds(60)));
        assertThat(node.count("bus.permission_grant where resource_id = '" + document + "'"))
                .isEqualTo(1000);
    }

    @Test
    void deny_ofObjectWithAllShares_isInEffect() {
        node.execute("""
            insert into bus.permission_grant (resource_type, resource_id, grantee, effect)
            select 'documents.document', $1, gen_random_uuid(), 'share' from generate_series(1, 1000)""", document);

        deny(Denial.of(owner, DOCUMENT.of(document)));

        assertThat(node.allows(owner, READ, document)).isFalse();
    }

    @Test
    void share_besideSharesThatHaveEnded_doesNotCountThem() {
        Share ended =
                new Share(DOCUMENT.of(document), stranger).until(Instant.now().minusSeconds(60));
        share(ended);
        node.execute("""
            insert into bus.permission_grant (resource_type, resource_id, grantee, effect, until)
            select 'documents.document', $1, gen_random_uuid(), 'share', case when n > 999 then now() end
            from generate_series(1, 1500) as n""", document);

        share(new Share(DOCUMENT.of(document), friend));

        assertThat(node.allows(friend, READ, document)).isTrue();
        assertThat(PermissionTestNode.failure(node.begin(
                        PermissionTestNode.contextOf(new SystemPrincipal("test")),
                        tx -> tx.permissions().share(new Share(DOCUMENT.of(document), stranger)))))
                .as("the renewal of a share that has ended")
                .isInstanceOf(Failure.class);
        assertThat(node.allows(stranger, READ, document)).isFalse();
    }

    @Test
    void resourceDeleted_whileAShareIsWritten_waitsAndRemovesIt() {
        Promise<Void> commit = Promise.promise();
        Promise<Void> written = Promise.promise();
        Future<Void> sharing = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions()
                        .share(new Share(DOCUMENT.of(document), friend))
                        .onComplete(written)
                        .compose(shared -> commit.future()));
        PermissionTestNode.get(written.future());

        Future<Void> deletion = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions().resourceDeleted(DOCUMENT.of(document)));
        await().until(() -> node.count("pg_locks where locktype = 'advisory' and not granted") > 0);
        assertThat(deletion.isComplete()).isFalse();
        commit.complete();

        PermissionTestNode.get(Future.all(sharing, deletion));
        assertThat(node.count("bus.permission_grant where resource_id = '" + document + "'"))
                .isZero();
    }

    @Test
    void shareAndDeny_whileTheirObjectIsDeletedAndLater_returnNotFoundAndStoreNothing() {
        Promise<Void> commit = Promise.promise();
        Promise<Void> deleted = Promise.promise();
        Future<Void> deletion = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions()
                        .resourceDeleted(DOCUMENT.of(document))
                        .onComplete(deleted)
                        .compose(removed -> commit.future()));
        PermissionTestNode.get(deleted.future());

        Future<Void> sharing = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions().share(new Share(DOCUMENT.of(document), friend)));
        await().until(() -> node.count("pg_locks where locktype = 'advisory' and not granted") > 0);
        assertThat(sharing.isComplete()).isFalse();
        commit.complete();

        PermissionTestNode.get(deletion);
        Future<Void> denial = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions().deny(Denial.of(stranger, DOCUMENT.of(document))));
        for (Future<Void> refused : List.of(sharing, denial)) {
            assertThat(PermissionTestNode.failure(refused))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND))
                    .hasMessage("There is no such document");
        }
        assertThat(node.count("bus.permission_grant where resource_id = '" + document + "'"))
                .isZero();
        share(new Share(DOCUMENT.of(node.document(owner)), friend));
    }

    @Test
    void share_ofObjectWhoseDeletionWasRolledBack_isInEffect() {
        Future<Void> failed = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions()
                        .resourceDeleted(DOCUMENT.of(document))
                        .compose(deleted -> Future.failedFuture(Failure.of(FailureCode.CONFLICT))));
        assertThat(PermissionTestNode.failure(failed)).isInstanceOf(Failure.class);

        share(new Share(DOCUMENT.of(document), friend));

        assertThat(node.allows(friend, READ, document)).isTrue();
    }

    @Test
    void share_whileItsGranteeIsErased_storesNothing() {
        Promise<Void> commit = Promise.promise();
        Promise<Void> erased = Promise.promise();
        Future<Void> erasure = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.erasePersonalData(friend).onComplete(erased).compose(done -> commit.future()));
        PermissionTestNode.get(erased.future());

        Future<Void> sharing = node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions().share(new Share(DOCUMENT.of(document), friend)));
        await().until(() -> node.count("pg_locks where locktype = 'advisory' and not granted") > 0);
        assertThat(sharing.isComplete()).isFalse();
        commit.complete();

        PermissionTestNode.get(Future.all(erasure, sharing));
        deny(Denial.of(friend, DOCUMENT.of(document)));
        assertThat(node.count("bus.permission_grant where grantee = '" + friend + "'"))
                .isZero();
        assertThat(node.allows(friend, READ, document)).isFalse();
    }

    @Test
    void erasePersonalData_ofOwnerOfJobs_removesTheEntriesOfTheJobs() {
        UUID job = node.rows(
                        "insert into bus.job (type, owner, state, keep_for) values ('test.idle', $1, '{}', '1 day') returning id",
                        owner)
                .getFirst()
                .getUUID("id");
        deny(Denial.of(stranger, JobOperations.JOB.of(job)));
        deny(Denial.of(stranger, DOCUMENT.of(document)));

        node.change(tx -> tx.erasePersonalData(owner));

        assertThat(node.count("bus.job where id = '" + job + "'")).isZero();
        assertThat(node.count("bus.permission_grant where resource_id = '" + job + "'"))
                .isZero();
        assertThat(node.count("bus.permission_grant where grantee = '" + stranger + "'"))
                .isEqualTo(1);
    }

    @Test
    void share_inFailedChange_hasNoEffect() {
        assertThat(node.allows(friend, READ, document)).isFalse();

        Throwable cause = PermissionTestNode.failure(node.begin(
                PermissionTestNode.contextOf(new SystemPrincipal("test")),
                tx -> tx.permissions()
                        .share(new Share(DOCUMENT.of(document), friend))
                        .compose(shared -> Future.failedFuture(Failure.of(FailureCode.CONFLICT)))));

        assertThat(cause).isInstanceOf(Failure.class);
        assertThat(node.allows(friend, READ, document)).isFalse();
        assertThat(node.count("bus.permission_change where resource_id = '" + document + "'"))
                .isZero();
    }

    @Test
    void resourceDeleted_ofSharedObject_removesItsEntriesAndNoOthers() {
        UUID another = node.document(owner);
        share(new Share(DOCUMENT.of(document), friend));
        share(new Share(DOCUMENT.of(another), friend));
        deny(Denial.of(stranger, DOCUMENT.of(document)));
        assertThat(node.allows(friend, READ, document)).isTrue();

        node.change(tx -> tx.query("delete from probe.document where id = $1", Tuple.of(document))
                .compose(deleted -> tx.permissions().resourceDeleted(DOCUMENT.of(document))));

        assertThat(node.allows(owner, READ, document)).isFalse();
        assertThat(node.allows(friend, READ, document)).isFalse();
        assertThat(node.allows(friend, READ, another)).isTrue();
        assertThat(node.count("bus.permission_grant where resource_id = '" + document + "'"))
                .isZero();
    }

    @Test
    void resourcesDeleted_ofObjectsWithoutEntries_announceEachOnce() {
        UUID another = node.document(owner);
        assertThat(node.allows(owner, READ, another)).isTrue();

        node.change(tx -> tx.query("delete from probe.document where id in ($1, $2)", Tuple.of(document, another))
                .compose(deleted ->
                        tx.permissions().resourcesDeleted(DOCUMENT.of(document).type(), List.of(document, another))));

        assertThat(node.allows(owner, READ, another)).isFalse();
        assertThat(node.count("bus.permission_change where resource_id in ('%s', '%s')".formatted(document, another)))
                .isEqualTo(2);
    }

    @Test
    void erasePersonalData_ofUser_removesWhatIsSharedWithOrDeniedToThem() {
        share(new Share(DOCUMENT.of(document), friend));
        share(new Share(DOCUMENT.of(document), stranger));
        deny(Denial.of(friend, PRINT));
        node.execute("""
            insert into bus.permission_grant (resource_type, resource_id, grantee, effect)
            select 'documents.document', gen_random_uuid(), $1, 'share' from generate_series(1, 1500)""", friend);
        assertThat(node.allows(friend, READ, document)).isTrue();

        node.change(tx -> tx.erasePersonalData(friend));

        assertThat(node.count("bus.permission_grant where grantee = '" + friend + "'"))
                .isZero();
        await().until(() -> !node.allows(friend, READ, document));
        assertThat(node.allows(stranger, READ, document)).isTrue();
    }

    private static void share(Share share) {
        node.change(tx -> tx.permissions().share(share));
    }

    private static void deny(Denial denial) {
        node.change(tx -> tx.permissions().deny(denial));
    }
}
