package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.Upload;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class RetentionCleanerTest {
    private static final String URL = TestServers.freshDatabase();
    private OutboxTestNode node;

    @BeforeEach
    void start() {
        OutboxTestNode.clear(URL);
        node = OutboxTestNode.on(URL);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void run_storedResultsOlderThanOneDay_areRemoved() {
        node.execute("""
            insert into bus.idempotency (owner, operation, key, fingerprint, response, created_at)
            select 'user', 'op', n::text, '', '{}', now() - n * interval '1 hour' from generate_series(20, 30) n""");

        clean();

        assertThat(node.count("bus.idempotency")).isEqualTo(4);
        assertThat(node.count("bus.idempotency where created_at <= now() - interval '24 hours'"))
                .isZero();
    }

    @Test
    void run_eventsOlderThan30Days_areRemovedUnlessUndelivered() {
        node.execute("""
            insert into bus.event (id, type, key, payload)
            select uuidv7(n * interval '-1 day'), 'probe.noted', 'day' || n, '{}' from generate_series(20, 40) n""");
        node.execute("""
            insert into bus.delivery (subscriber, event_id, key) select 's', id, key from bus.event where key = 'day35'""");
        node.execute("""
            insert into bus.dead_letter (id, subscriber, event_id, key, attempts, last_error)
            select 1, 's', id, key, 1, '' from bus.event where key = 'day36'""");

        clean();

        assertThat(node.count("bus.event where key in ('day35', 'day36')")).isEqualTo(2);
        assertThat(node.count("bus.event")).isBetween(12L, 13L);
    }

    @Test
    void run_uploadThatAnotherTransactionIsRetaining_isKept() throws SQLException {
        node.execute("insert into bus.blob (size, sha256, updated_at) values (1, 'x', now() - interval '61 minutes')");

        try (Connection retaining = DatabaseAddress.parse(URL).dataSource().getConnection();
                Statement statement = retaining.createStatement()) {
            retaining.setAutoCommit(false);
            statement.execute("update bus.blob set retained = true");
            clean();
            retaining.commit();
        }

        assertThat(node.count("bus.blob where retained")).isEqualTo(1);
    }

    @Test
    void run_uploadsNotRetainedWithinOneHour_areRemoved() {
        node.execute("""
            insert into bus.blob (size, sha256, retained, updated_at) values
              (1, 'old', false, now() - interval '61 minutes'),
              (1, 'retained', true, now() - interval '61 minutes'),
              (1, 'fresh', false, now() - interval '59 minutes')""");
        node.execute("insert into bus.blob_chunk (blob, chunk_index, bytes) select id, 0, 'x' from bus.blob");

        clean();

        assertThat(node.count("bus.blob where sha256 = 'old'")).isZero();
        assertThat(node.count("bus.blob_chunk")).isEqualTo(2);
    }

    @Test
    void run_thatFailsWithinAnUpload_leavesNothingToRetainAndIsContinued() {
        UUID upload = node.rows("""
                insert into bus.blob (size, sha256, updated_at) values (400, 'old', now() - interval '61 minutes') returning id""").getFirst().getUUID("id");
        node.execute("""
            insert into bus.blob_chunk (blob, chunk_index, bytes) select id, i, 'x' from bus.blob, generate_series(0, 399) as i;
            create function probe.refuse() returns trigger language plpgsql as $$
            begin
              if not exists (select from bus.blob_chunk) then raise 'a test'; end if;
              return null;
            end $$;
            create trigger refuses after delete on bus.blob_chunk for each statement execute function probe.refuse()""");

        assertThatThrownBy(this::clean).hasMessageContaining("a test");

        assertThat(node.count("bus.blob_chunk")).as("some are deleted").isBetween(1L, 399L);
        assertThatThrownBy(() -> node.change(tx -> tx.retain(new Upload(upload, "a", "text/plain", 400, "old"))))
                .hasMessageContaining("expired");

        node.execute("drop trigger refuses on bus.blob_chunk");
        clean();
        assertThat(node.count("bus.blob")).isZero();
        assertThat(node.count("bus.blob_chunk")).isZero();
    }

    @Test
    void run_afterTheDeletionOfALargeUpload_removesTheBytesThatItHasLeft() {
        UUID large = retainedUpload(300);
        UUID small = retainedUpload(2);

        delete(large);
        delete(small);

        assertThat(node.count("bus.blob where size is not null")).as("readable").isZero();
        assertThat(node.count("bus.blob_chunk where blob = '%s'".formatted(small)))
                .isZero();
        assertThat(node.count("bus.blob_chunk where blob = '%s'".formatted(large)))
                .as("a bounded number is deleted in the transaction")
                .isEqualTo(300 - 256);

        clean();
        assertThat(node.count("bus.blob")).isZero();
        assertThat(node.count("bus.blob_chunk")).isZero();
    }

    private void delete(UUID upload) {
        OutboxTestNode.get(node.changes()
                .change(
                        OutboxTestNode.caller(),
                        "probe.delete",
                        tx -> tx.delete(new Upload(upload, "a", "text/plain", 1, "x"))
                                .map("deleted")));
    }

    private UUID retainedUpload(int chunks) {
        return node.rows("""
                with upload as (insert into bus.blob (size, sha256, retained) values (%1$d, 'x', true) returning id),
                chunks as (insert into bus.blob_chunk (blob, chunk_index, bytes) select id, i, 'x' from upload, generate_series(1, %1$d) as i)
                select id from upload""".formatted(chunks)).getFirst().getUUID("id");
    }

    @Test
    void run_endedGrantsAndOldPermissionChanges_areRemoved() {
        node.execute("""
            truncate bus.permission_grant, bus.permission_change;
            insert into bus.permission_grant (resource_type, resource_id, grantee, effect, permission, until) values
              ('a.b', gen_random_uuid(), gen_random_uuid(), 'share', 'ended', now() - interval '1 second'),
              ('a.b', gen_random_uuid(), gen_random_uuid(), 'deny', 'later', now() + interval '1 hour'),
              ('a.b', gen_random_uuid(), gen_random_uuid(), 'share', 'unlimited', null);
            insert into bus.permission_change (resource_type, resource_id, at) values
              ('a.old', gen_random_uuid(), now() - interval '61 minutes'),
              ('a.fresh', gen_random_uuid(), now() - interval '59 minutes')""");

        clean();

        assertThat(node.rows("select permission from bus.permission_grant order by permission"))
                .extracting(row -> row.getString("permission"))
                .containsExactly("later", "unlimited");
        assertThat(node.rows("select resource_type from bus.permission_change"))
                .extracting(row -> row.getString("resource_type"))
                .containsExactly("a.fresh");
    }

    @Test
    void run_pushesOlderThanOneWeekOrBeyond1000_areRemoved() {
        node.execute("""
            truncate bus.stream, bus.stream_head;
            insert into bus.stream_head (account, last_cursor, over_limit)
            select uuidv7(), n, n > 1000 from (values (12), (1000), (1001), (9000)) as of (n);
            insert into bus.stream (account, cursor, type, data)
            select account, cursor, '', '{}' from bus.stream_head, generate_series(1, last_cursor) cursor;
            update bus.stream set at = now() - (13 - cursor) * interval '1 day'
            from bus.stream_head h where h.last_cursor = 12 and h.account = stream.account""");

        clean();
        clean();

        assertThat(node.rows("""
                select last_cursor || ': ' || min(cursor) || ' to ' || max(cursor) || ', ' || count(*) as range
                from bus.stream join bus.stream_head using (account) group by last_cursor order by last_cursor"""))
                .extracting(row -> row.getString("range"))
                .containsExactly(
                        "12: 7 to 12, 6", "1000: 1 to 1000, 1000", "1001: 2 to 1001, 1000", "9000: 8001 to 9000, 1000");
        assertThat(node.count("bus.stream_head where over_limit")).isZero();
    }

    @Test
    void run_expiredJobs_areRemovedWithChildrenAndFiles() {
        node.execute("""
            truncate bus.job cascade;
            insert into bus.blob (size, sha256, retained) values (1, 'expired', true), (1, 'of child', true), (1, 'fresh', true);
            insert into bus.job (type, state, keep_for, status, finished_at, expires_at, upload)
            select sha256, '{}', '1 day', 'succeeded', now(), case sha256 when 'fresh' then now() + interval '1 hour' else now() end,
                   jsonb_build_object('blob', id)
            from bus.blob where sha256 <> 'of child';
            insert into bus.job (type, state, keep_for, status, finished_at, parent, upload)
            select 'child', '{}', '1 day', 'succeeded', now(), job.id, jsonb_build_object('blob', blob.id)
            from bus.job, bus.blob where type = 'expired' and sha256 = 'of child';
            insert into bus.job (type, state, keep_for) values ('active', '{}', '1 day')""");

        clean();

        assertThat(node.rows("select type from bus.job order by type"))
                .extracting(row -> row.getString("type"))
                .containsExactly("active", "fresh");
        assertThat(node.rows("select sha256 from bus.blob"))
                .extracting(row -> row.getString("sha256"))
                .containsExactly("fresh");
    }

    @Test
    void run_droppedSubscriptions_areRemovedOnlyIfSubscriberRuns() {
        node.execute("""
            insert into bus.subscription (subscriber, event_type, renewed_at) values
              ('live', 'kept', now()),
              ('live', 'dropped', now() - interval '16 minutes'),
              ('rests', 'kept', now() - interval '16 days')""");

        clean();

        assertThat(node.rows("select subscriber || ' ' || event_type as it from bus.subscription order by 1"))
                .extracting(row -> row.getString("it"))
                .containsExactly("live kept", "rests kept");
    }

    @Test
    void run_moreRowsThanOneBatch_removesAll() {
        node.execute("""
            insert into bus.idempotency (owner, operation, key, fingerprint, response, created_at)
            select 'user', 'op', n::text, '', '{}', now() - interval '25 hours' from generate_series(1, 12000) n""");

        clean();

        assertThat(node.count("bus.idempotency")).isZero();
    }

    private void clean() {
        get(new RetentionCleaner(node.database.transactionPool(), OutboxSettings.defaults()).run());
    }
}
