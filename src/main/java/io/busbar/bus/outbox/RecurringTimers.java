package io.busbar.bus.outbox;

import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.json.Json;
import io.busbar.bus.timers.CronSchedule;
import io.busbar.bus.timers.Recurring;
import io.busbar.bus.timers.Tick;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The recurring timers of the subscribers of this node. The delivery of a tick commits together with the time of the next one, so each tick
 * leads to one delivery, whichever node takes it. Only nodes with the subscriber take ticks, so none pile up while there is no such node.
 */
final class RecurringTimers {
    private static final String NOW = "select now() as now";

    /** Stores the declarations. The time of the next tick changes only with the expression or the zone. */
    private static final String STORE = """
        insert into bus.recurring_timer (type, cron, zone, due_at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
        on conflict (type) do update set cron = excluded.cron, zone = excluded.zone, due_at = excluded.due_at
        where (recurring_timer.cron, recurring_timer.zone) <> (excluded.cron, excluded.zone)""";

    private static final String CLAIM = """
        select type, cron, zone, due_at, now() as now from bus.recurring_timer
        where type = any($1) and due_at <= now() order by type for update skip locked""";

    /** Enqueues the claimed ticks, except those whose subscriber has not handled an earlier one yet. */
    private static final String ENQUEUE = """
        with advanced as (
          update bus.recurring_timer as timer set due_at = tick.next_due_at
          from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
            as tick (type, subscriber, payload, due_at, next_due_at)
          where timer.type = tick.type
          returning tick.type, tick.subscriber, tick.payload, tick.due_at)
        insert into bus.delivery (subscriber, key, continuation_id, type, payload, enqueued_at, timer_due_at)
        select subscriber, type, uuidv7(), type, payload::jsonb, clock_timestamp(), due_at
        from advanced
        where not exists (
          select from bus.delivery as earlier
          where earlier.subscriber = advanced.subscriber and earlier.type = advanced.type
            and earlier.partition = (hashtextextended(advanced.type, 0) & 63)::smallint)
        returning subscriber, partition""";

    private static final String UNTIL_NEXT = """
        select extract(epoch from min(due_at) - clock_timestamp())::float8 as seconds from bus.recurring_timer
        where type = any($1)""";

    private final Database database;
    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;
    private final Map<String, Binding> bindings = new ConcurrentHashMap<>();

    private record Binding(String subscriber, Recurring recurring) {}

    private record ClaimedTick(
            String type, String subscriber, CronSchedule schedule, OffsetDateTime dueAt, OffsetDateTime now) {
        static ClaimedTick of(Row row, String subscriber) {
            return new ClaimedTick(
                    row.getString("type"),
                    subscriber,
                    CronSchedule.parse(row.getString("cron"), ZoneId.of(row.getString("zone"))),
                    row.getOffsetDateTime("due_at"),
                    row.getOffsetDateTime("now"));
        }
    }

    RecurringTimers(Database database, Pool pool, OutboxSettings settings, Consumer<PostCommit> afterCommit) {
        this.database = database;
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
    }

    /** Adds the recurring timers of a subscriber; they run once they are stored. */
    void add(EventSubscriber subscriber) {
        subscriber
                .recurringTimers()
                .forEach(recurring -> bindings.put(recurring.type(), new Binding(subscriber.name(), recurring)));
    }

    /** Removes the recurring timers of a subscriber; other nodes take their ticks. */
    void remove(EventSubscriber subscriber) {
        subscriber.recurringTimers().forEach(recurring -> bindings.remove(recurring.type()));
    }

    boolean isEmpty() {
        return bindings.isEmpty();
    }

    /** Stores the declarations of this node, which replace those of an older version. */
    Future<Void> store() {
        return database.query(NOW, Tuple.tuple()).compose(this::store);
    }

    private Future<Void> store(RowSet<Row> time) {
        OffsetDateTime now = time.iterator().next().getOffsetDateTime("now");
        List<Recurring> recurring =
                bindings.values().stream().map(Binding::recurring).toList();
        Tuple values = Tuple.of(
                column(recurring, Recurring::type),
                column(recurring, each -> each.schedule().expression()),
                column(recurring, each -> each.schedule().zone().getId()),
                times(recurring, each -> next(each.schedule(), now)));
        return database.transactionPool().preparedQuery(STORE).execute(values).mapEmpty();
    }

    /** Enqueues all due ticks of this node's subscribers and returns the time until the next one. */
    Future<Optional<Duration>> fireDue() {
        return Transaction.begin(pool, settings)
                .compose(tx -> tx.query(CLAIM, ownTypes())
                        .compose(claimed -> enqueue(tx, claimed))
                        .recover(tx::rollbackAndFail));
    }

    private Future<Optional<Duration>> enqueue(Transaction tx, RowSet<Row> claimed) {
        PostCommit postCommit = new PostCommit();
        List<Future<?>> statements = new ArrayList<>();
        List<ClaimedTick> ticks =
                claimed.stream().flatMap(row -> toTick(row).stream()).toList();
        if (!ticks.isEmpty()) {
            statements.add(tx.query(ENQUEUE, toTuple(ticks)).onSuccess(postCommit::addDeliveries));
        }
        Future<RowSet<Row>> next = tx.query(UNTIL_NEXT, ownTypes());
        statements.add(next);
        return tx.commit(statements)
                .onSuccess(committed -> afterCommit.accept(postCommit))
                .map(committed -> TimerScheduler.delay(next.result()));
    }

    /** Returns a claimed tick; empty if its subscriber was removed after the claim, so that it stays due for another node. */
    private Optional<ClaimedTick> toTick(Row row) {
        return Optional.ofNullable(bindings.get(row.getString("type")))
                .map(binding -> ClaimedTick.of(row, binding.subscriber()));
    }

    private static Tuple toTuple(List<ClaimedTick> ticks) {
        return Tuple.of(
                column(ticks, ClaimedTick::type),
                column(ticks, ClaimedTick::subscriber),
                column(ticks, tick -> Json.string(new Tick(tick.dueAt().toInstant()))),
                times(ticks, ClaimedTick::dueAt),
                times(ticks, tick -> next(tick.schedule(), tick.now())));
    }

    private Tuple ownTypes() {
        return Tuple.of(bindings.keySet().toArray(String[]::new));
    }

    private static OffsetDateTime next(CronSchedule schedule, OffsetDateTime now) {
        return schedule.next(now.toInstant()).atOffset(ZoneOffset.UTC);
    }

    private static <T> String[] column(List<T> rows, Function<T, String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }

    private static <T> OffsetDateTime[] times(List<T> rows, Function<T, OffsetDateTime> value) {
        return rows.stream().map(value).toArray(OffsetDateTime[]::new);
    }
}
