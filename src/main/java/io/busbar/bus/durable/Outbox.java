package io.busbar.bus.durable;

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
 * What a transaction announces, schedules, cancels, revokes and pushes, held back until its end and then written in one flight with the commit.
 *
 * <p>Order per key: before ids are given, every key is locked until the commit. Two changes that announce on one key therefore follow
 * each other from here on, and ids rise in the order of their commits. Keys are locked in one order, and nothing is waited for
 * afterwards but the counters of pushes, which come last and in one order too, so that these locks add no deadlock.
 */
final class Outbox {
    private static final String LOCK = """
        select count(pg_advisory_xact_lock(name))
        from (select distinct hashtextextended(key, 0) as name from unnest($1::text[]) as key order by name) as sorted""";

    private static final String SAY = """
        with said as (
          insert into bus.event (type, key, payload)
          select type, key, payload::jsonb
          from unnest($1::text[], $2::text[], $3::text[]) with ordinality as said (type, key, payload, place)
          order by place
          returning id, type, key)
        insert into bus.delivery (subscriber, event_id, key)
        select s.subscriber, said.id, said.key
        from said join bus.subscription s on s.event_type = said.type
        order by said.id
        returning subscriber, slot""";

    private static final String SCHEDULE = """
        insert into bus.timer (type, key, payload, due)
        select type, key, payload::jsonb, due
        from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as set (type, key, payload, due)
        on conflict (type, key) do update set payload = excluded.payload, due = excluded.due""";

    private static final String CANCEL = """
        delete from bus.timer t using unnest($1::text[], $2::text[]) as gone (type, key)
        where t.type = gone.type and t.key = gone.key""";

    private static final String REVOKE = """
        insert into bus.revocation (session, account, version, until)
        select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::timestamptz[])""";

    private final List<Said> events = new ArrayList<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private final Map<Name, Timer> scheduled = new LinkedHashMap<>();
    private final Set<Name> cancelled = new LinkedHashSet<>();
    private final OutgoingPushes pushes = new OutgoingPushes();

    private record Said(String type, String key, String payload) {}

    private record Name(String type, String key) {}

    private record Timer(Name name, String payload, OffsetDateTime due) {}

    void say(Event<?> event, String key, Record payload) {
        events.add(new Said(event.type(), key, Json.string(payload)));
    }

    void schedule(Event<?> timer, String key, Record payload, Instant due) {
        Name name = new Name(timer.type(), key);
        cancelled.remove(name);
        scheduled.put(name, new Timer(name, Json.string(payload), due.atOffset(ZoneOffset.UTC)));
    }

    void cancel(Event<?> timer, String key) {
        Name name = new Name(timer.type(), key);
        scheduled.remove(name);
        cancelled.add(name);
    }

    void revoke(Revocation tokens) {
        revocations.add(tokens);
    }

    void push(UUID user, Push<?> push, Record payload) {
        pushes.add(user, push, payload);
    }

    void forget(UUID user) {
        pushes.forget(user);
    }

    /** Sends the statements without waiting for any; each joins {@code flight}. What others have to hear of goes to {@code aftermath}. */
    void write(Transaction tx, List<Future<?>> flight, Aftermath aftermath) {
        List<String> keys = new ArrayList<>();
        events.forEach(said -> keys.add(said.key()));
        scheduled.keySet().forEach(name -> keys.add(name.key()));
        cancelled.forEach(name -> keys.add(name.key()));
        if (!keys.isEmpty()) {
            flight.add(lock(tx, keys));
        }
        if (!events.isEmpty()) {
            Tuple values =
                    Tuple.of(column(events, Said::type), column(events, Said::key), column(events, Said::payload));
            flight.add(tx.query(SAY, values).onSuccess(aftermath::add));
        }
        if (!scheduled.isEmpty()) {
            Collection<Timer> timers = scheduled.values();
            flight.add(tx.query(
                    SCHEDULE,
                    Tuple.of(
                            column(timers, timer -> timer.name().type()),
                            column(timers, timer -> timer.name().key()),
                            column(timers, Timer::payload),
                            timers.stream().map(Timer::due).toArray(OffsetDateTime[]::new))));
        }
        if (!cancelled.isEmpty()) {
            flight.add(tx.query(
                    CANCEL, Tuple.of(column(cancelled, Name::type), (Object) column(cancelled, Name::key))));
        }
        if (!revocations.isEmpty()) {
            flight.add(revoke(tx).onSuccess(written -> aftermath.revoked(revocations)));
        }
        pushes.write(tx, flight, aftermath);
    }

    private Future<RowSet<Row>> revoke(Transaction tx) {
        String[] sessions = new String[revocations.size()];
        UUID[] accounts = new UUID[sessions.length];
        Long[] versions = new Long[sessions.length];
        OffsetDateTime[] ends = new OffsetDateTime[sessions.length];
        for (int i = 0; i < sessions.length; i++) {
            Revocation each = revocations.get(i);
            ends[i] = each.until().atOffset(ZoneOffset.UTC);
            switch (each) {
                case Revocation.OfSession session -> sessions[i] = session.session();
                case Revocation.OfAccount account -> {
                    accounts[i] = account.account();
                    versions[i] = account.version();
                }
            }
        }
        return tx.query(REVOKE, Tuple.of(sessions, accounts, versions, ends));
    }

    /** Locks keys against announcements of others until the transaction ends. */
    static Future<RowSet<Row>> lock(Transaction tx, List<String> keys) {
        return tx.query(LOCK, Tuple.of(keys.toArray(String[]::new)));
    }

    private static <T> String[] column(Collection<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }
}
