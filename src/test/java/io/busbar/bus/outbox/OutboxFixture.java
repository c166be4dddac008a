package io.busbar.bus.outbox;

import io.busbar.bus.Access;
import io.busbar.bus.Continuation;
import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.Operation;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.timers.Recurring;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Events, continuations, timers, tables and subscribers for the outbox tests. */
interface OutboxFixture {
    Contract PROBE = Contract.of("probe", "Events for tests.");

    Event<Noted> NOTED = PROBE.event("noted", "A number was noted.", Noted.class);

    Event<Noted> RUNG = PROBE.event("rung", "A timer's time has come.", Noted.class);

    Continuation<Noted> NEXT = PROBE.continuation("next", Noted.class);

    Recurring NIGHTLY = PROBE.recurring("nightly", "0 3 * * *", ZoneId.of("Europe/Berlin"));

    Operation<Note, Noted> NOTE = PROBE.post("note", "/notes")
            .summary("Note")
            .allow(Access.anyone())
            .takes(Note.class)
            .creates(Noted.class);

    Operation<Note, Noted> NOTE_ELSEWHERE = PROBE.post("noteElsewhere", "/notes/elsewhere")
            .summary("Note")
            .allow(Access.anyone())
            .takes(Note.class)
            .creates(Noted.class);

    String TABLES = """
        create schema probe;
        create table probe.note (number int primary key);
        create table probe.counter (key int primary key, number int not null default 0);
        create table probe.effect (
          place bigint generated always as identity, subscriber text, key text, number int, attempt int);
        create table probe.run (
          place bigint generated always as identity, key text, due_at timestamptz, started_at timestamptz);
        create table probe.call (place bigint generated always as identity, event uuid, node text)""";

    /** The number of counters that the processes increment. */
    int KEYS = 6;

    /** A request. */
    record Note(int number) {}

    /** A number that was noted. */
    record Noted(int number) {}

    static Future<RowSet<Row>> insertNote(Tx tx, int number) {
        return tx.query("insert into probe.note (number) values ($1)", Tuple.of(number));
    }

    /** Increments a counter and publishes its value. The row lock orders the commits of a key; the number shows that order. */
    static Future<Integer> incrementCounter(Tx tx, int key) {
        return tx.query("update probe.counter set number = number + 1 where key = $1 returning number", Tuple.of(key))
                .map(rows -> {
                    int number = rows.iterator().next().getInteger("number");
                    tx.publish(NOTED, String.valueOf(key), new Noted(number));
                    return number;
                });
    }

    /** Returns a subscriber that records the events it receives. */
    static Subscriber recordingSubscriber(String name) {
        return new Subscriber(name)
                .on(NOTED, (tx, noted) -> recordEffect(tx, name, noted.key(), noted.payload(), noted.attempt()));
    }

    /** Returns a subscriber that records when it handled the ticks of {@link #NIGHTLY}. */
    static Subscriber recordingRuns() {
        return new Subscriber("probe.nightly")
                .on(
                        NIGHTLY,
                        (tx, tick) -> recordRun(tx, tick.key(), tick.payload().dueAt()));
    }

    /** Records that a timer has fired now. */
    static Future<RowSet<Row>> recordRun(Tx tx, String key, Instant dueAt) {
        return tx.query(
                "insert into probe.run (key, due_at, started_at) values ($1, $2, clock_timestamp())",
                Tuple.of(key, dueAt.atOffset(ZoneOffset.UTC)));
    }

    static Future<RowSet<Row>> recordEffect(Tx tx, String subscriber, String key, Noted noted, int attempt) {
        return tx.query(
                "insert into probe.effect (subscriber, key, number, attempt) values ($1, $2, $3, $4)",
                Tuple.of(subscriber, key, noted.number(), attempt));
    }
}
