package io.busbar.bus.outbox;

import io.busbar.bus.Push;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The pushes of a transaction, and the users whose pushes it erases.
 *
 * <p>The push counter of a user stays locked from {@link #write} until the commit, so that cursors have no gaps and rise in commit order.
 * The counters are locked last and in a fixed order, by one statement: a transaction that holds a counter waits for nothing else before it
 * commits, so it cannot be part of a deadlock. Erasure is deferred to {@link #write} for the same reason.
 */
final class PendingPushes {
    /**
     * Numbers and stores pushes. A row without a type only locks the counter, which is a row of {@code stream_head}. Pushes to an erased
     * user are dropped. The newest 1000 pushes of a user are kept: {@code over_limit} tells {@link RetentionCleaner} to delete older ones.
     */
    private static final String STORE_PUSHES = """
        with pushed as (
          select account, type, data, row_number() over (partition by account order by position) as nth
          from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as pushed (account, type, data, position)),
        heads as (
          insert into bus.stream_head as head (account, last_cursor, over_limit)
          select account, count(type), count(type) > 1000 from pushed group by account order by account
          on conflict (account) do update
            set last_cursor = head.last_cursor + excluded.last_cursor,
                over_limit = head.last_cursor + excluded.last_cursor - head.trimmed_to > 1000
            where not head.erased
          returning account, last_cursor),
        counts as (select account, count(type) as count from pushed group by account)
        insert into bus.stream (account, cursor, type, data)
        select account, last_cursor - count + nth, type, data::json
        from pushed join heads using (account) join counts using (account)
        where type is not null
        order by account, nth
        returning account, cursor, at""";

    /**
     * Runs after {@link #STORE_PUSHES}, which has locked the counters. The counters are kept and marked as erased, so that later pushes to
     * the user are dropped.
     */
    private static final String ERASE = """
        with deleted as (delete from bus.stream where account = any($1))
        update bus.stream_head set last_cursor = 0, trimmed_to = 0, over_limit = false, erased = true where account = any($1)""";

    private final List<PendingPush> pushes = new ArrayList<>();
    private final Set<UUID> erasedUsers = new LinkedHashSet<>();

    private record PendingPush(
            UUID user, @Nullable String type, @Nullable String data) {
        /** Returns an entry that stores no push and only locks the counter of the user. */
        static PendingPush lockOnly(UUID user) {
            return new PendingPush(user, null, null);
        }
    }

    void add(UUID user, Push<?> push, Record payload) {
        pushes.add(new PendingPush(user, push.type(), Json.string(payload)));
    }

    void eraseAll(UUID user) {
        erasedUsers.add(user);
    }

    /** Sends the statements without waiting for them and adds them to {@code statements}. */
    void write(Transaction tx, List<Future<?>> statements, PostCommit postCommit) {
        pushes.removeIf(push -> erasedUsers.contains(push.user()));
        erasedUsers.forEach(user -> pushes.add(PendingPush.lockOnly(user)));
        if (pushes.isEmpty()) {
            return;
        }
        Tuple values = Tuple.of(
                pushes.stream().map(PendingPush::user).toArray(UUID[]::new),
                pushes.stream().map(PendingPush::type).toArray(String[]::new),
                pushes.stream().map(PendingPush::data).toArray(String[]::new));
        statements.add(tx.query(STORE_PUSHES, values).onSuccess(rows -> postCommit.addPushes(toStoredPushes(rows))));
        if (!erasedUsers.isEmpty()) {
            statements.add(tx.query(ERASE, Tuple.of((Object) erasedUsers.toArray(UUID[]::new))));
        }
    }

    /** Combines each row with its pending push. The rows of a user are in the order of the pushes to the user. */
    private List<StoredPush> toStoredPushes(RowSet<Row> rows) {
        Map<UUID, Queue<PendingPush>> pendingByUser = new HashMap<>();
        pushes.forEach(push -> pendingByUser
                .computeIfAbsent(push.user(), user -> new ArrayDeque<>())
                .add(push));
        List<StoredPush> stored = new ArrayList<>(rows.size());
        for (Row row : rows) {
            UUID user = row.getUUID("account");
            PendingPush push =
                    pendingByUser.getOrDefault(user, new ArrayDeque<>()).remove();
            stored.add(new StoredPush(
                    user,
                    row.getLong("cursor"),
                    String.valueOf(push.type()),
                    row.getOffsetDateTime("at").toInstant(),
                    push.data()));
        }
        return stored;
    }
}
