package io.busbar.bus.outbox.delivery;

import io.busbar.bus.Tx;
import io.busbar.bus.outbox.LeaseLostException;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The pending deliveries of one subscriber with external effects. A claim counts as an attempt, and the due time is the end of the lease,
 * so that an unrenewed delivery is due again. The fence of a claim is never used again; every later statement names it.
 */
final class LeasedDeliveryQueue {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** How many deliveries of a partition are searched for different keys. */
    private static final int SEARCHED_PER_PARTITION = 50;

    /**
     * Claims the first delivery of each key, unless one of the key is running or an earlier one waits for its retry. A delivery that is
     * first in this statement's snapshot stays first until it is removed, so no lock is needed besides those of the rows; a row that
     * another node has claimed meanwhile no longer meets the condition when it is locked.
     */
    private static final String CLAIM = """
        with head as materialized (
          select first.partition, first.id
          from unnest($2::smallint[]) as p (partition), lateral (
            select distinct on (searched.key) searched.partition, searched.id
            from (
              select d.partition, d.id, d.key from bus.delivery as d
              where d.subscriber = $1 and d.partition = p.partition and (d.attempts = 0 or d.due_at <= now())
                and not exists (
                  select from bus.delivery as other
                  where other.subscriber = $1 and other.partition = p.partition and other.key = d.key
                    and other.attempts > 0 and other.due_at > now() and (other.id < d.id or other.fence is not null))
              order by d.id limit %d) as searched
            order by searched.key, searched.id) as first
          order by first.id limit $4),
        due as materialized (
          select d.partition, d.id, d.event_id
          from head join bus.delivery as d on d.subscriber = $1 and d.partition = head.partition and d.id = head.id
          where d.attempts = 0 or d.due_at <= now()
          for update of d skip locked)
        update bus.delivery as d
        set attempts = d.attempts + 1, fence = nextval('bus.delivery_fence'),
            due_at = clock_timestamp() + $3 * interval '1 millisecond'
        from due left join bus.event as e on e.id = due.event_id
        where d.subscriber = $1 and d.partition = due.partition and d.id = due.id
        returning d.id, d.partition, d.attempts - 1 as attempts, d.fence, d.key, %s,
          case d.attempts when 1 then extract(epoch from clock_timestamp() - d.timer_due_at)::float8 end as timer_delay""".formatted(SEARCHED_PER_PARTITION, MessageColumns.MESSAGE);

    private static final String HELD = """
        from unnest($2::smallint[], $3::bigint[], $4::bigint[]) as held (partition, id, fence)
        where d.subscriber = $1 and d.partition = held.partition and d.id = held.id and d.fence = held.fence""";

    /** Leaves out rows that are locked, because they are just being removed. */
    private static final String RENEW = """
        update bus.delivery as d set due_at = clock_timestamp() + $5 * interval '1 millisecond'
        from (
          select d.partition, d.id
          from unnest($2::smallint[], $3::bigint[], $4::bigint[]) as held (partition, id, fence)
          join bus.delivery as d on d.subscriber = $1 and d.partition = held.partition and d.id = held.id and d.fence = held.fence
          for update of d skip locked) as held
        where d.subscriber = $1 and d.partition = held.partition and d.id = held.id""";

    private static final String RELEASE =
            "update bus.delivery as d set attempts = d.attempts - 1, due_at = now(), fence = null\n" + HELD;

    private static final String REMOVE =
            "delete from bus.delivery where subscriber = $1 and partition = $2 and id = $3 and fence = $4";

    private static final String REMOVE_ALL = """
        delete from bus.delivery as d
        using unnest($2::smallint[], $3::bigint[], $4::bigint[]) as held (partition, id, fence)
        where d.subscriber = $1 and d.partition = held.partition and d.id = held.id and d.fence = held.fence
        returning d.fence""";

    private static final String POSTPONE = """
        update bus.delivery set last_error = $5, due_at = clock_timestamp() + $6 * interval '1 millisecond', fence = null
        where subscriber = $1 and partition = $2 and id = $3 and fence = $4""";

    private static final String DEAD_LETTER = MessageColumns.moveToDeadLetters(
            "subscriber = $1 and partition = $2 and id = $3 and fence = $4", "attempts");

    private final String subscriber;
    private final Pool pool;
    private final OutboxSettings settings;

    LeasedDeliveryQueue(String subscriber, Pool pool, OutboxSettings settings) {
        this.subscriber = subscriber;
        this.pool = pool;
        this.settings = settings;
    }

    /** Claims due deliveries of these partitions, at most {@code limit}, each of a different key. */
    Future<List<LeasedDelivery>> claim(BitSet partitions, int limit) {
        Short[] numbers =
                partitions.stream().mapToObj(partition -> (short) partition).toArray(Short[]::new);
        return run(CLAIM, Tuple.of(subscriber, numbers, leaseMillis(), limit))
                .map(rows -> rows.stream().map(LeasedDelivery::of).toList());
    }

    /** Renews the leases of the deliveries that this node still holds. */
    Future<Void> renew(Collection<LeasedDelivery> held) {
        return run(RENEW, keysOf(held).addValue(leaseMillis())).mapEmpty();
    }

    /** Returns leases at once, without counting the attempt. */
    Future<Void> release(Collection<LeasedDelivery> held) {
        return run(RELEASE, keysOf(held)).mapEmpty();
    }

    /** Removes a delivery that has been handled. Fails with {@link LeaseLostException} if it no longer belongs to this node. */
    Future<Void> remove(Tx tx, LeasedDelivery handled) {
        return tx.query(REMOVE, keyOf(handled)).map(removed -> {
            if (removed.rowCount() == 0) {
                throw new LeaseLostException();
            }
            return null;
        });
    }

    /** Removes deliveries that have been handled. Returns the fences of those that still belonged to this node. */
    Future<Set<Long>> removeAll(Transaction tx, Collection<LeasedDelivery> handled) {
        return tx.query(REMOVE_ALL, keysOf(handled))
                .map(removed ->
                        removed.stream().map(row -> row.getLong("fence")).collect(Collectors.toSet()));
    }

    /** Returns the statements that store the failure of this delivery. */
    FailedDeliveries failureOf(LeasedDelivery leased) {
        return new FailedDeliveries() {
            @Override
            public Future<RowSet<Row>> postpone(Transaction tx, Delivery failed, String error, Duration backoff) {
                return tx.query(POSTPONE, keyOf(leased).addValue(error).addValue((double) backoff.toMillis()));
            }

            @Override
            public Future<RowSet<Row>> deadLetter(Transaction tx, Delivery failed, String error) {
                return tx.query(DEAD_LETTER, keyOf(leased).addValue(error));
            }
        };
    }

    /** Runs one statement in a transaction of its own, in one round trip. */
    private Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return Transaction.begin(pool, settings.connectionTimeout(), TIMEOUT, Transaction.IDLE_TIMEOUT)
                .compose(tx -> {
                    Future<RowSet<Row>> rows = tx.query(sql, parameters);
                    return tx.commit(List.of(rows)).compose(committed -> rows);
                });
    }

    private double leaseMillis() {
        return settings.leases().duration().toMillis();
    }

    private Tuple keyOf(LeasedDelivery leased) {
        return Tuple.of(
                subscriber, leased.delivery().partition(), leased.delivery().id(), leased.fence());
    }

    private Tuple keysOf(Collection<LeasedDelivery> held) {
        return Tuple.of(
                subscriber,
                array(held, leased -> (short) leased.delivery().partition(), Short[]::new),
                array(held, leased -> leased.delivery().id(), Long[]::new),
                array(held, LeasedDelivery::fence, Long[]::new));
    }

    private static <T> T[] array(
            Collection<LeasedDelivery> held, Function<LeasedDelivery, T> getter, IntFunction<T[]> newArray) {
        return held.stream().map(getter).toArray(newArray);
    }
}
