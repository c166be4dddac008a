package io.busbar.bus.outbox;

import io.busbar.bus.Event;
import io.busbar.bus.Push;
import io.busbar.bus.Revocation;
import io.busbar.bus.json.Json;
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
 * The events, timers, revocations and pushes of a transaction. They are collected until the end of its work and then written in one round
 * trip with the commit.
 *
 * <p>Order per key: before event IDs are assigned, every key is locked until the commit. Two changes that publish events of one key
 * therefore run one after the other from here on, and IDs rise in commit order. Keys are locked in a fixed order. The only locks taken
 * later are those on the push counters, also in a fixed order, so that these locks can't cause a deadlock.
 */
final class PendingWrites {
    private static final String LOCK_KEYS = """
        select count(pg_advisory_xact_lock(lock_id))
        from (select distinct hashtextextended(key, 0) as lock_id from unnest($1::text[]) as key order by lock_id) as sorted""";

    private static final String INSERT_EVENTS = """
        with inserted as (
          insert into bus.event (type, key, payload)
          select type, key, payload::jsonb
          from unnest($1::text[], $2::text[], $3::text[]) with ordinality as new_events (type, key, payload, position)
          order by position
          returning id, type, key)
        insert into bus.delivery (subscriber, event_id, key)
        select s.subscriber, inserted.id, inserted.key
        from inserted join bus.subscription s on s.event_type = inserted.type
        order by inserted.id
        returning subscriber, partition""";

    private static final String UPSERT_TIMERS = """
        insert into bus.timer (type, key, payload, due_at)
        select type, key, payload::jsonb, due_at
        from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as scheduled (type, key, payload, due_at)
        on conflict (type, key) do update set payload = excluded.payload, due_at = excluded.due_at""";

    private static final String DELETE_TIMERS = """
        delete from bus.timer t using unnest($1::text[], $2::text[]) as cancelled (type, key)
        where t.type = cancelled.type and t.key = cancelled.key""";

    private static final String INSERT_REVOCATIONS = """
        insert into bus.revocation (session, account, token_version, until)
        select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::timestamptz[])""";

    private final List<PendingEvent> events = new ArrayList<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private final Map<TimerKey, PendingTimer> scheduled = new LinkedHashMap<>();
    private final Set<TimerKey> cancelled = new LinkedHashSet<>();
    private final PendingPushes pushes = new PendingPushes();
    private final Set<String> jobTypes = new LinkedHashSet<>();

    private record PendingEvent(String type, String key, String payload) {}

    private record TimerKey(String type, String key) {}

    private record PendingTimer(TimerKey timerKey, String payload, OffsetDateTime dueAt) {}

    void publish(Event<?> event, String key, Record payload) {
        events.add(new PendingEvent(event.type(), key, Json.string(payload)));
    }

    void schedule(Event<?> timer, String key, Record payload, Instant due) {
        TimerKey timerKey = new TimerKey(timer.type(), key);
        cancelled.remove(timerKey);
        scheduled.put(timerKey, new PendingTimer(timerKey, Json.string(payload), due.atOffset(ZoneOffset.UTC)));
    }

    void cancel(Event<?> timer, String key) {
        TimerKey timerKey = new TimerKey(timer.type(), key);
        scheduled.remove(timerKey);
        cancelled.add(timerKey);
    }

    void revoke(Revocation revocation) {
        revocations.add(revocation);
    }

    void push(UUID user, Push<?> push, Record payload) {
        pushes.add(user, push, payload);
    }

    /** Announces the jobs of a type, which are stored already, after the commit. */
    void announceJobs(String type) {
        jobTypes.add(type);
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
    void write(Transaction tx, List<Future<?>> statements, PostCommit postCommit) {
        postCommit.addJobTypes(jobTypes);
        List<String> keys = keys();
        if (!keys.isEmpty()) {
            statements.add(lockKeys(tx, keys));
        }
        if (!events.isEmpty()) {
            statements.add(insertEvents(tx).onSuccess(postCommit::addDeliveries));
        }
        if (!scheduled.isEmpty()) {
            statements.add(upsertTimers(tx));
        }
        if (!cancelled.isEmpty()) {
            statements.add(deleteTimers(tx));
        }
        if (!revocations.isEmpty()) {
            statements.add(insertRevocations(tx).onSuccess(inserted -> postCommit.addRevocations(revocations)));
        }
        pushes.write(tx, statements, postCommit);
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        events.forEach(pendingEvent -> keys.add(pendingEvent.key()));
        scheduled.keySet().forEach(timerKey -> keys.add(timerKey.key()));
        cancelled.forEach(timerKey -> keys.add(timerKey.key()));
        return keys;
    }

    private Future<RowSet<Row>> insertEvents(Transaction tx) {
        Tuple values = Tuple.of(
                column(events, PendingEvent::type),
                column(events, PendingEvent::key),
                column(events, PendingEvent::payload));
        return tx.query(INSERT_EVENTS, values);
    }

    private Future<RowSet<Row>> upsertTimers(Transaction tx) {
        Collection<PendingTimer> pendingTimers = scheduled.values();
        Tuple values = Tuple.of(
                column(pendingTimers, pendingTimer -> pendingTimer.timerKey().type()),
                column(pendingTimers, pendingTimer -> pendingTimer.timerKey().key()),
                column(pendingTimers, PendingTimer::payload),
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

    /** Locks keys until the end of the transaction, so that no other transaction publishes events with them. */
    static Future<RowSet<Row>> lockKeys(Transaction tx, List<String> keys) {
        return tx.query(LOCK_KEYS, Tuple.of(keys.toArray(String[]::new)));
    }

    private static <T> String[] column(Collection<T> items, Function<T, String> getter) {
        return items.stream().map(getter).toArray(String[]::new);
    }
}
