package io.busbar.bus.outbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.pubsub.PgSubscriber;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies other nodes that deliveries wait for subscribers that this node does not run, that jobs are due, or that a timer is due soon. A
 * notification only wakes: if it is lost, the next poll finds them. It is sent outside the transactions, because NOTIFY would serialize
 * their commits. One notification is sent at a time; names that are added meanwhile go with the next one.
 */
final class NotifyChannel {
    private static final Logger LOG = LoggerFactory.getLogger(NotifyChannel.class);
    private static final String CHANNEL = "busbar_deliveries";
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', $1)";
    private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(1);

    /** PostgreSQL accepts fewer than 8,000 bytes. */
    private static final int MAX_PAYLOAD_LENGTH = 7_000;

    private final PgSubscriber listener;
    private final Set<String> pending = new TreeSet<>();
    private boolean sending;

    /**
     * Creates a channel.
     *
     * @param onNotification receives the names that were sent; an empty list means any name, as after a lost connection
     */
    NotifyChannel(Vertx vertx, PgConnectOptions options, Consumer<List<String>> onNotification) {
        this.listener =
                PgSubscriber.subscriber(vertx, options).reconnectPolicy(retries -> RECONNECT_INTERVAL.toMillis());
        listener.channel(CHANNEL)
                .subscribeHandler(listening -> {
                    logConnectionLoss();
                    onNotification.accept(List.of());
                })
                .handler(names -> onNotification.accept(names.isEmpty() ? List.of() : List.of(names.split(","))));
    }

    Future<Void> start() {
        return listener.connect();
    }

    Future<Void> stop() {
        return listener.close();
    }

    /** Logs the end of a connection. Without a handler the client writes it to the console. */
    private void logConnectionLoss() {
        PgConnection connection = listener.actualConnection();
        if (connection != null) {
            connection.exceptionHandler(cause -> LOG.debug("The LISTEN connection was lost", cause));
        }
    }

    void send(String name) {
        addPending(name);
        flush();
    }

    private void flush() {
        PgConnection connection = listener.actualConnection();
        if (connection == null) {
            return;
        }
        List<String> names = takePending();
        if (names.isEmpty()) {
            return;
        }
        String joined = String.join(",", names);
        connection
                .preparedQuery(NOTIFY)
                .execute(Tuple.of(joined.length() > MAX_PAYLOAD_LENGTH ? "" : joined))
                .onComplete(sent -> {
                    finishSending();
                    flush();
                });
    }

    private synchronized void addPending(String name) {
        pending.add(name);
    }

    /** Returns the names to send and marks them as being sent; empty if a notification is being sent or none is pending. */
    private synchronized List<String> takePending() {
        if (sending || pending.isEmpty()) {
            return List.of();
        }
        sending = true;
        List<String> names = List.copyOf(pending);
        pending.clear();
        return names;
    }

    private synchronized void finishSending() {
        sending = false;
    }
}
