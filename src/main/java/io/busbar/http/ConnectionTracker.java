package io.busbar.http;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections and requests of one HTTP verticle; used on its event loop alone. */
final class ConnectionTracker {
    /** How much longer than its time limit a request may take until the front itself gives up. */
    static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

    /** What a body's bytes earn it: a second for each 16 KB. */
    static final long TIME_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (16 << 10);

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long SWEEP_MS = 250;
    private static final long DRAIN_SWEEP_MS = 50;
    private static final long IDLE_WHEN_DRAINING = TimeUnit.SECONDS.toNanos(2);

    final FrontContext site;
    private final Vertx vertx;
    private final Context context;
    private final Thread loop;
    private final long keepAlive;
    private final Map<HttpConnection, ClientConnection> peers = new HashMap<>();
    private final SharedReads reads = new SharedReads(this::onLoop);
    private final Timer lag;
    private @Nullable Exchange first;
    private long swept = System.nanoTime();

    /** To be made on the event loop that it is for. */
    ConnectionTracker(FrontContext site, Vertx vertx) {
        this.site = site;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        loop = Thread.currentThread();
        keepAlive = site.settings().limits().keepAlive().toNanos();
        lag = site.meters().lagOf(loop.getName());
        vertx.setPeriodic(SWEEP_MS, timer -> sweep());
    }

    /** Runs it on this loop: now, when already there. */
    void onLoop(Runnable work) {
        if (loop.equals(Thread.currentThread())) {
            work.run();
        } else {
            context.runOnContext(v -> work.run());
        }
    }

    /** What its requests read together. */
    SharedReads reads() {
        return reads;
    }

    /** A connection came in. */
    ClientConnection connected(HttpConnection connection) {
        site.listener().known(connection);
        ClientAddress address =
                ClientAddress.of(AddressRange.literal(connection.remoteAddress().hostAddress()), connection.isSsl());
        boolean trusted = ClientAddress.isIn(site.settings().trustedProxies(), address.address());
        ClientConnection peer = new ClientConnection(connection, address, trusted);
        peers.put(connection, peer);
        site.meters().connections().incrementAndGet();
        connection.closeHandler(v -> forget(connection));
        return peer;
    }

    private void forget(HttpConnection connection) {
        if (peers.remove(connection) != null) {
            site.meters().connections().decrementAndGet();
        }
    }

    /** A request has opened a socket. If it was for a WebSocket, its connection speaks HTTP no more. */
    void opened(Exchange exchange) {
        if (exchange.response.getStatusCode() == SWITCHING_PROTOCOLS) {
            exchange.upgraded();
            forget(exchange.peer.connection);
        }
    }

    /** Whether the last answer on the connection was given. */
    boolean isClosing(HttpConnection connection) {
        ClientConnection known = peers.get(connection);
        return known != null && known.closing;
    }

    /** A request came in. */
    Exchange begin(HttpServerRequest request) {
        ClientConnection known = peers.get(request.connection());
        ClientConnection peer =
                known == null ? connected(request.connection()) : known; // h2c: upgraded to another connection object
        peer.multiplexed = request.version() == HttpVersion.HTTP_2;
        peer.underWay++;
        Exchange exchange = new Exchange(this, request, peer);
        exchange.after = first;
        if (first != null) {
            first.before = exchange;
        }
        first = exchange;
        return exchange;
    }

    /** A request is answered, or its client is gone. */
    void ended(Exchange exchange) {
        if (exchange.before == null) {
            first = exchange.after;
        } else {
            exchange.before.after = exchange.after;
        }
        if (exchange.after != null) {
            exchange.after.before = exchange.before;
        }
        exchange.peer.underWay--;
        exchange.peer.idleSince = System.nanoTime();
        site.ended(exchange);
        if (exchange.response.ended() && exchange.unreadBody()) {
            UnreadBody.discard(exchange, vertx);
        }
    }

    /** Sends all clients away; completes when the last is gone or was silent for two seconds. */
    Future<Void> drain() {
        Promise<Void> empty = Promise.promise();
        onLoop(() -> {
            for (ClientConnection peer : peers.values()) {
                if (peer.multiplexed) {
                    // The highest id there is: streams that are on their way here are still answered, no new ones are
                    // opened.
                    peer.connection.goAway(0, Integer.MAX_VALUE);
                }
            }
            vertx.setPeriodic(DRAIN_SWEEP_MS, id -> {
                closeIdle(IDLE_WHEN_DRAINING);
                if (peers.isEmpty() && site.listener().quiet()) {
                    vertx.cancelTimer(id);
                    empty.tryComplete();
                }
            });
        });
        return empty.future();
    }

    private void sweep() {
        long now = System.nanoTime();
        lag.record(Math.max(0, now - swept - TimeUnit.MILLISECONDS.toNanos(SWEEP_MS)), TimeUnit.NANOSECONDS);
        swept = now;
        site.clock().tick();
        Exchange exchange = first;
        while (exchange != null) {
            Exchange next = exchange.after;
            exchange.checkClock(now);
            exchange = next;
        }
        reads.sweep();
        closeIdle(keepAlive);
        site.listener().closeStrangers(site.settings().limits().arrival());
    }

    /** Closes connections without a request for that long; one whose headers never end counts as such. */
    private void closeIdle(long nanos) {
        long now = System.nanoTime();
        List<ClientConnection> idle = new ArrayList<>(0);
        for (ClientConnection peer : peers.values()) {
            if (peer.idleFor(nanos, now)) {
                idle.add(peer);
            }
        }
        idle.forEach(peer -> peer.connection.close());
    }
}
