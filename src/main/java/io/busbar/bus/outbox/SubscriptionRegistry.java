package io.busbar.bus.outbox;

import io.busbar.bus.MessageType;
import io.busbar.bus.events.EventSubscriber;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Stores the types that this node's subscribers handle, so that every node that publishes an event or enqueues a continuation knows its
 * subscribers.
 */
final class SubscriptionRegistry {
    private static final String RENEW = """
        insert into bus.subscription (event_type, subscriber)
        select * from unnest($1::text[], $2::text[])
        on conflict (event_type, subscriber) do update set renewed_at = now()""";

    private final Database database;

    SubscriptionRegistry(Database database) {
        this.database = database;
    }

    Future<Void> renew(Collection<EventSubscriber> subscribers) {
        List<String> types = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (EventSubscriber subscriber : subscribers) {
            for (MessageType<?> messageType : subscriber.messageTypes()) {
                types.add(messageType.type());
                names.add(subscriber.name());
            }
        }
        return database.transactionPool()
                .preparedQuery(RENEW)
                .execute(Tuple.of(types.toArray(String[]::new), (Object) names.toArray(String[]::new)))
                .mapEmpty();
    }
}
