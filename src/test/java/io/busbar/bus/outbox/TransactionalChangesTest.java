package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.failure;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.data.Upload;
import io.busbar.testing.Roles;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class TransactionalChangesTest {
    private static final String URL = TestServers.freshDatabase();
    private static OutboxTestNode node;

    @BeforeAll
    static void start() {
        node = OutboxTestNode.on(URL);
    }

    @BeforeEach
    void clear() {
        OutboxTestNode.clear(URL);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void change_succeeds_writesWorkAuditAndEventsTogether() {
        UUID user = UUID.randomUUID();
        RequestContext customer = new RequestContext(
                new RequestContext.UserPrincipal(user, Roles.CUSTOMER, "family-1"),
                "req_1",
                caller().traceparent(),
                Instant.now().plusSeconds(5),
                "192.0.2.7",
                null);

        Noted noted = get(node.changes().change(customer, "probe.note", tx -> {
            tx.auditSubject("note", 1);
            tx.publish(NOTED, "a", new Noted(1));
            return OutboxFixture.insertNote(tx, 1).map(new Noted(1));
        }));

        assertThat(noted).isEqualTo(new Noted(1));
        assertThat(node.count("probe.note")).isEqualTo(1);
        Row event = node.rows("select type, key, payload::text as payload from bus.event")
                .getFirst();
        assertThat(event.getString("type")).isEqualTo("probe.noted");
        assertThat(event.getString("payload")).isEqualTo("{\"number\": 1}");
        Row audit =
                node.rows("select * from bus.audit where request_id = 'req_1'").getFirst();
        assertThat(audit.getString("actor_type")).isEqualTo("user");
        assertThat(audit.getString("actor")).isEqualTo(user.toString());
        assertThat(audit.getString("role")).isEqualTo("customer");
        assertThat(audit.getString("session")).isEqualTo("family-1");
        assertThat(audit.getString("ip")).isEqualTo("192.0.2.7");
        assertThat(audit.getString("action")).isEqualTo("probe.note");
        assertThat(audit.getArrayOfStrings("subjects")).containsExactly("note:1");
    }

    @Test
    void publish_withIdOfItsObject_auditsTheObjectOnceAndReturnsThePayload() {
        UUID id = UUID.randomUUID();

        Noted published = get(node.changes().change(caller(), "probe.note", tx -> {
            tx.publish(NOTED, id, new Noted(1));
            return OutboxFixture.insertNote(tx, 1).map(inserted -> tx.publish(NOTED, id, new Noted(2)));
        }));

        assertThat(published).isEqualTo(new Noted(2));
        assertThat(node.count("bus.event where key = '" + id + "'")).isEqualTo(2);
        assertThat(node.rows("select subjects from bus.audit where 'noted:" + id + "' = any (subjects)"))
                .singleElement()
                .satisfies(
                        audit -> assertThat(audit.getArrayOfStrings("subjects")).containsExactly("noted:" + id));
    }

    @Test
    void change_bySystem_isAuditedOnlyWithSubjects() {
        long audited = node.count("bus.audit");

        get(node.changes()
                .change(
                        caller(),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 1).map("done")));
        long silent = node.count("bus.audit");
        get(node.changes().change(caller(), "probe.note", tx -> {
            tx.auditSubject("note", 2);
            return OutboxFixture.insertNote(tx, 2).map("done");
        }));

        assertThat(silent).isEqualTo(audited);
        assertThat(node.count("bus.audit")).isEqualTo(audited + 1);
        assertThat(node.count("probe.note")).isEqualTo(2);
    }

    @Test
    void change_workFails_rollsBackAndFailsWithSameFailure() {
        long audited = node.count("bus.audit");

        Throwable failure = failure(node.changes().change(caller(), "probe.note", tx -> {
            tx.publish(NOTED, "a", new Noted(1));
            tx.schedule(NOTED, "a", new Noted(2), Instant.now());
            return OutboxFixture.insertNote(tx, 1).compose(done -> Future.failedFuture(Failure.notFound("no")));
        }));

        assertThat(failure)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_FOUND));
        assertThat(node.count("probe.note")).isZero();
        assertThat(node.count("bus.event")).isZero();
        assertThat(node.count("bus.timer")).isZero();
        assertThat(node.count("bus.audit")).isEqualTo(audited);
    }

    @Test
    void change_workThrows_failsWithSameException() {
        IllegalStateException thrown = new IllegalStateException("broken");

        assertThat(failure(node.changes().change(caller(), "probe.note", tx -> {
                    throw thrown;
                })))
                .isSameAs(thrown);
    }

    @Test
    void change_ignoredFailedStatement_doesNotCommit() {
        get(node.changes().change(caller(), "probe.note", tx -> OutboxFixture.insertNote(tx, 1)));

        Throwable failure = failure(node.changes()
                .change(
                        caller(),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 2)
                                .compose(done -> OutboxFixture.insertNote(tx, 1))
                                .otherwiseEmpty()));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("25P02"));
        assertThat(node.count("probe.note where number = 2")).isZero();
    }

    @Test
    void change_finalStatementFails_doesNotCommit() {
        Throwable failure = failure(node.changes().change(caller(), "probe.note", tx -> {
            tx.publish(NOTED, "nul in a text is refused by PostgreSQL\0", new Noted(1));
            return OutboxFixture.insertNote(tx, 1);
        }));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("22021"));
        assertThat(node.count("probe.note")).isZero();
        assertThat(node.count("bus.event")).isZero();
    }

    @Test
    void change_commitFails_fails() {
        node.execute("create table probe.late (number int references probe.note deferrable initially deferred)");

        Throwable failure = failure(node.changes()
                .change(caller(), "probe.note", tx -> tx.query("insert into probe.late values ($1)", Tuple.of(77))));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("23503"));
    }

    @Test
    void change_deadlinePassed_doesNotStart() {
        AtomicInteger worked = new AtomicInteger();

        Throwable failure =
                failure(node.changes().change(RequestContext.system("test", Duration.ZERO), "probe.note", tx -> {
                    worked.incrementAndGet();
                    return OutboxFixture.insertNote(tx, 1);
                }));

        assertLate(failure);
        assertThat(worked).hasValue(0);
    }

    @Test
    void change_deadlinePassesDuringWork_rollsBack() {
        Promise<Noted> never = Promise.promise();

        Throwable failure = failure(node.changes()
                .change(
                        RequestContext.system("test", Duration.ofMillis(100)),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 1).compose(done -> never.future())));

        assertLate(failure);
        assertThat(node.count("probe.note")).isZero();
    }

    @Test
    void change_waitsForLockPastDeadline_isCancelled() {
        Promise<Noted> holding = Promise.promise();
        Promise<Noted> release = Promise.promise();
        Future<Noted> holder = node.changes()
                .change(
                        caller(),
                        "probe.hold",
                        tx -> OutboxFixture.insertNote(tx, 1)
                                .onSuccess(done -> holding.complete(new Noted(1)))
                                .compose(done -> release.future()));
        get(holding.future());

        assertLate(failure(node.changes()
                .change(
                        RequestContext.system("test", Duration.ofMillis(150)),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 1))));

        release.complete(new Noted(1));
        get(holder);
    }

    @Test
    void query_afterEndOfChange_fails() {
        Promise<Tx> kept = Promise.promise();

        get(node.changes().change(caller(), "probe.note", tx -> {
            kept.complete(tx);
            return OutboxFixture.insertNote(tx, 1);
        }));

        assertThat(failure(OutboxFixture.insertNote(get(kept.future()), 2))).isInstanceOf(IllegalStateException.class);
        assertThat(node.count("probe.note where number = 2")).isZero();
    }

    @Test
    void change_deadlock_isRetried() {
        get(node.changes()
                .change(
                        caller(),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 1).compose(one -> OutboxFixture.insertNote(tx, 2))));
        AtomicInteger runs = new AtomicInteger();
        Promise<Void> bothHoldOne = Promise.promise();

        Future<?> one = node.changes().change(caller(), "probe.one", tx -> crossing(tx, 1, 2, runs, bothHoldOne));
        Future<?> other = node.changes().change(caller(), "probe.other", tx -> crossing(tx, 2, 1, runs, bothHoldOne));

        get(Future.join(one, other));
        assertThat(runs.get()).isGreaterThan(2);
    }

    @Test
    void retain_expiredUpload_failsWithConflict() {
        Upload gone = new Upload(UUID.randomUUID(), "a.txt", "text/plain", 1, "00");

        Throwable failure = failure(node.changes().change(caller(), "probe.keep", tx -> {
            tx.retain(gone);
            return OutboxFixture.insertNote(tx, 1);
        }));

        assertThat(failure)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFLICT));
        assertThat(node.count("probe.note")).isZero();
    }

    @Test
    void audit_updateOrDelete_isRefused() {
        get(node.changes().change(caller(), "probe.note", tx -> {
            tx.auditSubject("note", 1);
            return OutboxFixture.insertNote(tx, 1);
        }));

        for (String attempt : new String[] {
            "update bus.audit set action = ''",
            "update bus.audit set ip = '203.0.113.9'",
            "update bus.audit set ip = null, session = null, action = ''",
            "delete from bus.audit",
            "truncate bus.audit"
        }) {
            assertThat(failure(node.database.transactionPool().query(attempt).execute()))
                    .as(attempt)
                    .hasMessageContaining("append-only");
        }
    }

    @Test
    void erasePersonalData_always_clearsIpAndSessionInAudit() {
        RequestContext person = person("family-1");
        RequestContext other = person("family-2");
        get(node.changes().change(person, "probe.mine", tx -> OutboxFixture.insertNote(tx, 1)));
        get(node.changes().change(other, "probe.others", tx -> OutboxFixture.insertNote(tx, 2)));
        node.rows("""
            insert into bus.audit (request_id, actor_type, actor, session, ip, action, subjects, impersonator)
            values ('request', 'user', gen_random_uuid(), 'session', '192.0.2.1', 'probe.impersonated', '{}', $1) returning id""", person.userId().orElseThrow().toString());
        long before = node.count("bus.audit");

        get(node.changes()
                .change(
                        other,
                        "probe.forget",
                        tx -> tx.erasePersonalData(person.userId().orElseThrow())
                                .map("done")));

        assertThat(node.count("bus.audit where action = 'probe.mine' and ip is null and session is null"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where action = 'probe.impersonated' and ip is null and session is null"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where action = 'probe.others' and session is not null"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit")).isEqualTo(before + 1);
    }

    private static RequestContext person(String session) {
        RequestContext program = caller();
        return new RequestContext(
                new RequestContext.UserPrincipal(UUID.randomUUID(), Roles.CUSTOMER, session),
                program.requestId(),
                program.traceparent(),
                program.deadline(),
                "203.0.113.7",
                null);
    }

    @Test
    void change_always_recordsMetric() {
        get(node.changes().change(caller(), "probe.counted", tx -> OutboxFixture.insertNote(tx, 1)));
        failure(node.changes().change(caller(), "probe.counted", tx -> Future.failedFuture(Failure.notFound(""))));

        assertThat(node.meterRegistry
                        .get("busbar.changes")
                        .tags("action", "probe.counted", "outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(node.meterRegistry
                        .get("busbar.changes")
                        .tags("action", "probe.counted", "outcome", "not_found")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    /** Locks a row and, once the other change has locked its own, the other row: a deadlock the first time. */
    private static Future<RowSet<Row>> crossing(
            Tx tx, int mine, int yours, AtomicInteger runs, Promise<Void> bothHoldOne) {
        return lockRow(tx, mine)
                .compose(held -> {
                    if (runs.incrementAndGet() == 2) {
                        bothHoldOne.complete();
                    }
                    return bothHoldOne.future();
                })
                .compose(both -> lockRow(tx, yours));
    }

    private static Future<RowSet<Row>> lockRow(Tx tx, int number) {
        return tx.query("select from probe.note where number = $1 for update", Tuple.of(number));
    }

    private static void assertLate(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED));
    }
}
