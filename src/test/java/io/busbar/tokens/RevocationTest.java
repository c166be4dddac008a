package io.busbar.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.DeploymentSecrets;
import io.busbar.testing.LockedTable;
import io.busbar.testing.Roles;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.busbar.tokens.AccessTokens.Claims;
import io.busbar.tokens.AccessTokens.Impersonator;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Revoked tokens, on the node that revoked them and on others. */
@UsesServers
class RevocationTest {
    private static final String SECRET = "a secret of at least thirty-two characters";

    private static Vertx vertx;
    private static DatabaseAddress address;
    private static Database database;
    private static TransactionalOutbox outbox;
    private static KeyRing here;
    private static KeyRing elsewhere;

    private final UUID user = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        address = DatabaseAddress.parse(TestServers.databaseWithoutSigningKey());
        database = new Database(vertx, address.options());
        outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new SimpleMeterRegistry());
        here = result(KeyRing.open(vertx, database, outbox.changes(), DeploymentSecrets.of(SECRET)));
        elsewhere = result(KeyRing.open(vertx, database, outbox.changes(), DeploymentSecrets.of(SECRET)));
        outbox.revocations().addListener(here::onRevocation);
    }

    @AfterAll
    static void close() throws Exception {
        result(database.close());
        result(vertx.close());
    }

    @Test
    void verify_afterSessionIsRevoked_isRefusedOnBothNodesForThisSessionOnly() throws Exception {
        String gone = token(0);
        String otherToken = here.sign(new TokenGrant(user, Roles.CUSTOMER, "another", 0), Duration.ofMinutes(5));
        result(elsewhere.verify(gone));
        result(here.verify(gone));

        change(tx -> tx.revokeSession(session.toString(), inAnHour()));

        assertThat(isRefused(here, gone)).isTrue();
        await().until(() -> isRefused(elsewhere, gone));
        assertThat(isRefused(here, otherToken)).isFalse();
        assertThat(isRefused(elsewhere, otherToken)).isFalse();
    }

    @Test
    void verify_withTokenVersionBelowRevoked_isRefused() throws Exception {
        String old = token(3);
        String fresh = token(4);

        change(tx -> tx.revokeTokens(user, 4));

        await().until(() -> isRefused(elsewhere, old));
        assertThat(isRefused(here, old)).isTrue();
        assertThat(isRefused(here, fresh)).isFalse();
        assertThat(isRefused(elsewhere, fresh)).isFalse();

        change(tx -> tx.revokeTokens(user, 2));
        assertThat(isRefused(here, old))
                .as("a later revocation of a lower version changes nothing")
                .isTrue();
    }

    @Test
    void verify_ofImpersonationAfterRevokingAdminTokens_isRefused() throws Exception {
        UUID admin = UUID.randomUUID();
        TokenGrant acting = new TokenGrant(user, Roles.CUSTOMER, session.toString(), 0, new Impersonator(admin, 7));
        String token = here.sign(acting, Duration.ofMinutes(5));
        assertThat(result(here.verify(token)).grant()).isEqualTo(acting);

        change(tx -> tx.revokeTokens(admin, 8));

        assertThat(isRefused(here, token)).isTrue();
        await().until(() -> isRefused(elsewhere, token));
    }

    @Test
    void isValid_ofClaims_holdsUntilExpiryOrRevocation() throws Exception {
        UUID admin = UUID.randomUUID();
        Instant later = Instant.now().plusSeconds(300);
        TokenGrant own = new TokenGrant(user, Roles.CUSTOMER, session.toString(), 3);
        TokenGrant acting = new TokenGrant(user, Roles.CUSTOMER, "another", 3, new Impersonator(admin, 7));
        assertThat(result(here.isValid(new Claims(own, later)))).isTrue();
        assertThat(result(here.isValid(new Claims(acting, later)))).isTrue();
        assertThat(result(here.isValid(new Claims(own, Instant.now().minusSeconds(1)))))
                .isFalse();

        change(tx -> tx.revokeTokens(admin, 8));
        assertThat(result(here.isValid(new Claims(acting, later)))).isFalse();
        assertThat(result(here.isValid(new Claims(own, later)))).isTrue();

        change(tx -> tx.revokeSession(session.toString(), inAnHour()));
        assertThat(result(here.isValid(new Claims(own, later)))).isFalse();

        TokenGrant elsewhereSignedIn = new TokenGrant(user, Roles.CUSTOMER, "a third", 3);
        assertThat(result(here.isValid(new Claims(elsewhereSignedIn, later)))).isTrue();
        change(tx -> tx.revokeTokens(user, 4));
        assertThat(result(here.isValid(new Claims(elsewhereSignedIn, later)))).isFalse();
        assertThat(result(here.isValid(new Claims(new TokenGrant(user, Roles.CUSTOMER, "a third", 4), later))))
                .isTrue();
    }

    @Test
    void isRevoked_onNodeThatHasNotReadForLong_findsRevocation() throws Exception {
        RevocationView asleep = new RevocationView(vertx, new RevocationStore(database));
        TokenGrant tokenGrant = new TokenGrant(user, Roles.CUSTOMER, session.toString(), 0);
        assertThat(result(asleep.isRevoked(tokenGrant))).isFalse();

        change(tx -> tx.revokeSession(session.toString(), inAnHour()));

        await().atMost(Duration.ofSeconds(2)).until(() -> result(asleep.isRevoked(tokenGrant)));
    }

    @Test
    void isRevoked_whileOtherReadsHang_isAnswered() throws Exception {
        RevocationView asleep = new RevocationView(vertx, new RevocationStore(database));
        List<Future<?>> hanging = new ArrayList<>();
        try (LockedTable held = LockedTable.lock(address, "bus.blob")) {
            for (int i = 0; i < 20; i++) {
                hanging.add(database.query("select count(*) from bus.blob", Tuple.tuple()));
            }
            await().until(() -> held.waiting() > 0);

            assertThat(result(asleep.isRevoked(new TokenGrant(user, Roles.CUSTOMER, session.toString(), 0))))
                    .isFalse();
            assertThat(hanging).noneMatch(Future::isComplete);
        }
        result(Future.all(hanging));
    }

    @Test
    void query_ifItsConnectionEnds_isRepeatedOnAnother() throws Exception {
        Future<?> read;
        try (LockedTable held = LockedTable.lock(address, "bus.blob")) {
            read = database.query("select count(*) from bus.blob", Tuple.tuple());
            await().until(() -> held.waiting() > 0);
            held.terminateWaiting();
            await().until(() -> held.waiting() > 0);
        }
        assertThat(result(read)).isNotNull();
    }

    @Test
    void verify_afterRevocationCommittedLate_isRefused() throws Exception {
        String token = token(0);
        try (Connection slow = address.dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("insert into bus.revocation (session, until) values ('" + session
                    + "', now() + interval '1 hour')");
            // Later revocations are found meanwhile: a reader that goes by IDs or times would skip this one.
            UUID later = UUID.randomUUID();
            String other = here.sign(new TokenGrant(user, Roles.CUSTOMER, later.toString(), 0), Duration.ofMinutes(5));
            change(tx -> tx.revokeSession(later.toString(), inAnHour()));
            await().until(() -> isRefused(elsewhere, other));
            assertThat(isRefused(elsewhere, token)).isFalse();
            slow.commit();
        }
        await().until(() -> isRefused(elsewhere, token));
    }

    private String token(long version) {
        return here.sign(new TokenGrant(user, Roles.CUSTOMER, session.toString(), version), Duration.ofMinutes(5));
    }

    private static Instant inAnHour() {
        return Instant.now().plusSeconds(3600);
    }

    private static void change(Consumer<Tx> work) throws Exception {
        result(outbox.changes().change(RequestContext.system("test", Duration.ofSeconds(10)), "test.revoke", tx -> {
            work.accept(tx);
            return Future.succeededFuture("done");
        }));
    }

    private static boolean isRefused(KeyRing ring, String token) throws TimeoutException {
        try {
            result(ring.verify(token));
            return false;
        } catch (Failure refusal) {
            assertThat(refusal.code()).isEqualTo(FailureCode.UNAUTHORIZED);
            return true;
        }
    }

    private static <T> T result(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }
}
