package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;

import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.testing.JavaProcess;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own that calls a slow vendor for each event. */
final class ExternalCallProcess {
    private ExternalCallProcess() {}

    /** The main method of the process: database URL, name of the node, and the duration of a call in milliseconds. */
    public static void main(String[] args) {
        OutboxTestNode node = OutboxTestNode.on(args[0]);
        node.outbox.subscribe(subscriber(node, args[1], Duration.ofMillis(Long.parseLong(args[2]))));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
    }

    static JavaProcess on(String url, String name, Duration callDuration) {
        return JavaProcess.start(ExternalCallProcess.class, url, name, String.valueOf(callDuration.toMillis()));
    }

    /** Returns a subscriber whose calls are recorded by the vendor, outside any transaction, and whose results name the node. */
    static ExternalSubscriber subscriber(OutboxTestNode node, String name, Duration callDuration) {
        return new ExternalSubscriber("probe.mail")
                .on(
                        NOTED,
                        (noted, requestContext) -> recordCall(node, noted.id(), name)
                                .compose(recorded -> node.vertx.timer(callDuration.toMillis(), TimeUnit.MILLISECONDS)),
                        (tx, noted, result) ->
                                OutboxFixture.recordEffect(tx, name, noted.key(), noted.payload(), noted.attempt()));
    }

    private static Future<RowSet<Row>> recordCall(OutboxTestNode node, UUID event, String name) {
        return node.database
                .transactionPool()
                .preparedQuery("insert into probe.call (event, node) values ($1, $2)")
                .execute(Tuple.of(event, name));
    }
}
