package io.busbar.bus.outbox;

import io.busbar.bus.Continuation;
import io.busbar.bus.MessageType;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The events and continuations of a transaction, in the order in which they were added. An event is stored once and gets a delivery per
 * subscriber. A continuation is its only delivery.
 */
final class PendingMessages {
    private static final String INSERT_PENDING = "with "
            + insertFrom("select type, key, payload::jsonb, continuation, null::timestamptz as timer_due_at, position"
                    + " from unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) with ordinality"
                    + " as added (type, key, payload, continuation, position)");

    private final List<PendingMessage> messages = new ArrayList<>();

    private record PendingMessage(MessageType<?> messageType, String key, String payload) {}

    /**
     * Returns the end of a statement that stores the messages that a select returns, with their deliveries. A continuation goes to the
     * subscriber that was registered last, so that it may move from one subscriber to another in a rolling update; without any the
     * statement fails.
     *
     * @param select returns type, key, payload, continuation, timer_due_at and position
     */
    static String insertFrom(String select) {
        return """
            message as materialized (
              select uuidv7() as id, found.* from (%s) as found order by position),
            event as (
              insert into bus.event (id, type, key, payload)
              select id, type, key, payload from message where not continuation order by position)
            insert into bus.delivery (subscriber, key, event_id, continuation_id, type, payload, enqueued_at, timer_due_at)
            select s.subscriber, m.key,
              case when not m.continuation then m.id end,
              case when m.continuation then m.id end,
              case when m.continuation then m.type end,
              case when m.continuation then m.payload end,
              case when m.continuation then clock_timestamp() end,
              m.timer_due_at
            from message as m left join lateral (
              select subscriber from bus.subscription where event_type = m.type
              order by renewed_at desc limit case when m.continuation then 1 end) as s on true
            where m.continuation or s.subscriber is not null
            order by m.position
            returning subscriber, partition""".formatted(select);
    }

    void add(MessageType<?> messageType, String key, Record payload) {
        messages.add(new PendingMessage(messageType, key, Json.string(payload)));
    }

    Stream<String> keys() {
        return messages.stream().map(PendingMessage::key);
    }

    /** Sends the statement without waiting for it. The keys are locked already. */
    void write(Transaction tx, List<Future<?>> statements, PostCommit postCommit) {
        if (!messages.isEmpty()) {
            statements.add(insert(tx).onSuccess(postCommit::addDeliveries));
        }
    }

    private Future<RowSet<Row>> insert(Transaction tx) {
        String[] types =
                messages.stream().map(message -> message.messageType().type()).toArray(String[]::new);
        String[] keys = keys().toArray(String[]::new);
        String[] payloads = messages.stream().map(PendingMessage::payload).toArray(String[]::new);
        Boolean[] continuations = messages.stream()
                .map(message -> message.messageType() instanceof Continuation)
                .toArray(Boolean[]::new);
        return tx.query(INSERT_PENDING, Tuple.of(types, keys, payloads, continuations));
    }
}
