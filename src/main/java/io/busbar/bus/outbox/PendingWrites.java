package io.busbar.bus.outbox;

import io.busbar.bus.Continuation;
import io.busbar.bus.MessageType;
import io.busbar.bus.Push;
import io.busbar.bus.Revocation;
import io.busbar.bus.json.Json;
import io.busbar.bus.permissions.ResourceKey;
import io.busbar.data.Total;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The events, continuations, timers, revocations, changed permissions, totals and pushes of a transaction. They are collected until the end
 * of its work and then written in one round trip with the commit.
 *
 * <p>Order per key: before IDs are assigned, every key is locked until the commit. Two changes that publish or enqueue with one key
 * therefore run one after the other from here on, and IDs rise in commit order; so do two that add to one total. All keys are locked by
 * one statement in a fixed order. The only locks taken later are those on the rows of totals, whose keys are locked already, and on the
 * push counters, also in a fixed order, so that these locks can't cause a deadlock.
 */
public final class PendingWrites {
    private static final String LOCK_KEYS = """
        select count(pg_advisory_xact_lock(lock_id))
        from (select distinct hashtextextended(key, 0) as lock_id from unnest($1::text[]) as key order by lock_id) as sorted""";

    /** Returns the time until the earliest of the timers, by the clock of the database. */
    private static final String UPSERT_TIMERS = """
        with stored as (
          insert into bus.timer (type, key, payload, continuation, due_at)
          select type, key, payload::jsonb, continuation, due_at
          from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[])
            as scheduled (type, key, payload, continuation, due_at)
          on conflict (type, key) do update
            set payload = excluded.payload, continuation = excluded.continuation, due_at = excluded.due_at
          returning due_at)
        select extract(epoch from min(due_at) - clock_timestamp())::float8 as seconds from stored""";

    private static final String DELETE_TIMERS = """
        delete from bus.timer t using unnest($1::text[], $2::text[]) as cancelled (type, key)
        where t.type = cancelled.type and t.key = cancelled.key""";

    private static final String INSERT_REVOCATIONS = """
        insert into bus.revocation (session, account, token_version, until)
        select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::timestamptz[])""";

    private static final String INSERT_PERMISSION_CHANGES = """
        insert into bus.permission_change (resource_type, resource_id) select * from unnest($1::text[], $2::uuid[])""";

    private final PendingMessages messages = new PendingMessages();
    private final List<Revocation> revocations = new ArrayList<>();
    private final Set<ResourceKey> permissionChanges = new LinkedHashSet<>();
    private final List<ResourceKey> storedPermissionChanges = new ArrayList<>();
    private final Map<TimerKey, PendingTimer> scheduled = new LinkedHashMap<>();
    private final Set<TimerKey> cancelled = new LinkedHashSet<>();
    private final PendingTotals totals = new PendingTotals();
    private final PendingPushes pushes = new PendingPushes();
    private final Set<String> jobTypes = new LinkedHashSet<>();
    private final List<OperationSetsChanged> operationSetChanges = new ArrayList<>();

    private record TimerKey(String type, String key) {}

    private record PendingTimer(TimerKey timerKey, String payload, boolean continuation, OffsetDateTime dueAt) {}

    /** Adds an event to publish or a continuation to enqueue. */
    void addMessage(MessageType<?> messageType, String key, Record payload) {
        messages.add(messageType, key, payload);
    }

    void schedule(MessageType<?> timer, String key, Record payload, Instant due) {
        TimerKey timerKey = new TimerKey(timer.type(), key);
        cancelled.remove(timerKey);
        scheduled.put(
                timerKey,
                new PendingTimer(
                        timerKey, Json.string(payload), timer instanceof Continuation, due.atOffset(ZoneOffset.UTC)));
    }

    void cancel(MessageType<?> timer, String key) {
        TimerKey timerKey = new TimerKey(timer.type(), key);
        scheduled.remove(timerKey);
        cancelled.add(timerKey);
    }

    void revoke(Revocation revocation) {
        revocations.add(revocation);
    }

    /** Tells all nodes with the commit that the owner, the shares or the denials of an object have changed. */
    void changePermissions(ResourceKey resource) {
        permissionChanges.add(resource);
    }

    /** Adds a difference to a total. */
    <K> void add(Total<K> total, K key, long difference) {
        totals.add(total, key, difference);
    }

    void push(UUID user, Push<?> push, Record payload) {
        pushes.add(user, push, payload);
    }

    /** Announces the jobs of a type, which are stored already, after the commit. */
    void announceJobs(String type) {
        jobTypes.add(type);
    }

    /** Announces changes of operation sets, which are stored already, after the commit. */
    void announceOperationSets(long revision) {
        operationSetChanges.add(new OperationSetsChanged(revision));
    }

    /** Announces after the commit that the owner, the shares or the denials of an object have changed, which is stored already. */
    void announcePermissions(ResourceKey resource) {
        storedPermissionChanges.add(resource);
    }

    void erasePushes(UUID user) {
        pushes.eraseAll(user);
    }

    /**
     * Sends the statements without waiting for them.
     *
     * @param statements the list to which the sent statements are added
     * @param postCommit collects what is announced after the commit
     */
    public void write(Transaction tx, List<Future<?>> statements, PostCommit postCommit) {
        postCommit.addJobTypes(jobTypes);
        postCommit.addOperationSetChanges(operationSetChanges);
        postCommit.addPermissionChanges(storedPermissionChanges);
        List<String> keys = keys();
        if (!keys.isEmpty()) {
            statements.add(lockKeys(tx, keys));
        }
        messages.write(tx, statements, postCommit);
        if (!scheduled.isEmpty()) {
            statements.add(upsertTimers(tx).onSuccess(postCommit::addTimers));
        }
        if (!cancelled.isEmpty()) {
            statements.add(deleteTimers(tx));
        }
        if (!revocations.isEmpty()) {
            statements.add(insertRevocations(tx).onSuccess(inserted -> postCommit.addRevocations(revocations)));
        }
        if (!permissionChanges.isEmpty()) {
            statements.add(insertPermissionChanges(tx)
                    .onSuccess(inserted -> postCommit.addPermissionChanges(permissionChanges)));
        }
        totals.write(tx, statements);
        pushes.write(tx, statements, postCommit);
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>(messages.keys().toList());
        scheduled.keySet().forEach(timerKey -> keys.add(timerKey.key()));
        cancelled.forEach(timerKey -> keys.add(timerKey.key()));
        totals.lockNames().forEach(keys::add);
        return keys;
    }

    private Future<RowSet<Row>> upsertTimers(Transaction tx) {
        Collection<PendingTimer> pendingTimers = scheduled.values();
        Tuple values = Tuple.of(
                column(pendingTimers, pendingTimer -> pendingTimer.timerKey().type()),
                column(pendingTimers, pendingTimer -> pendingTimer.timerKey().key()),
                column(pendingTimers, PendingTimer::payload),
                pendingTimers.stream().map(PendingTimer::continuation).toArray(Boolean[]::new),
                pendingTimers.stream().map(PendingTimer::dueAt).toArray(OffsetDateTime[]::new));
        return tx.query(UPSERT_TIMERS, values);
    }

    private Future<RowSet<Row>> deleteTimers(Transaction tx) {
        String[] types = column(cancelled, TimerKey::type);
        String[] keys = column(cancelled, TimerKey::key);
        return tx.query(DELETE_TIMERS, Tuple.of(types, (Object) keys));
    }

    private Future<RowSet<Row>> insertRevocations(Transaction tx) {
        String[] sessions = new String[revocations.size()];
        UUID[] accounts = new UUID[sessions.length];
        Long[] tokenVersions = new Long[sessions.length];
        OffsetDateTime[] expirations = new OffsetDateTime[sessions.length];
        for (int i = 0; i < sessions.length; i++) {
            Revocation revocation = revocations.get(i);
            expirations[i] = revocation.until().atOffset(ZoneOffset.UTC);
            switch (revocation) {
                case Revocation.SessionRevocation session -> sessions[i] = session.session();
                case Revocation.AccountRevocation account -> {
                    accounts[i] = account.account();
                    tokenVersions[i] = account.tokenVersion();
                }
            }
        }
        return tx.query(INSERT_REVOCATIONS, Tuple.of(sessions, accounts, tokenVersions, expirations));
    }

    private Future<RowSet<Row>> insertPermissionChanges(Transaction tx) {
        String[] types = column(permissionChanges, ResourceKey::type);
        UUID[] ids = permissionChanges.stream().map(ResourceKey::id).toArray(UUID[]::new);
        return tx.query(INSERT_PERMISSION_CHANGES, Tuple.of(types, (Object) ids));
    }

    /** Locks keys until the end of the transaction, so that no other transaction publishes, enqueues or counts with them. */
    static Future<RowSet<Row>> lockKeys(Transaction tx, List<String> keys) {
        return tx.query(LOCK_KEYS, Tuple.of(keys.toArray(String[]::new)));
    }

    private static <T> String[] column(Collection<T> items, Function<T, String> getter) {
        return items.stream().map(getter).toArray(String[]::new);
    }
}
