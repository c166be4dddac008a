package io.busbar.http.server;

import io.busbar.bus.text.CidrBlock;
import io.busbar.http.request.ClientAddress;
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

/**
 * Tracks the connections and requests of one HTTP verticle, and runs its periodic work: timeouts of requests and connections, the
 * Date header, and the measurement of the event loop's lag. Not thread-safe: used on the event loop of the verticle only.
 */
public final class ConnectionTracker {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long SWEEP_INTERVAL_MILLIS = 250;
    private static final long DRAIN_SWEEP_INTERVAL_MILLIS = 50;
    private static final long DRAIN_IDLE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

    final FrontendContext frontend;
    private final Vertx vertx;
    private final Context context;
    private final Thread eventLoopThread;
    private final long keepAliveNanos;
    private final Map<HttpConnection, ClientConnection> clientConnections = new HashMap<>();
    private final RequestCoalescer requestCoalescer = new RequestCoalescer(this::runOnEventLoop);
    private final Timer eventLoopLag;
    private @Nullable Exchange firstExchange;
    private long lastSweepNanos = System.nanoTime();

    /** Must be created on its event loop. */
    ConnectionTracker(FrontendContext frontend, Vertx vertx) {
        this.frontend = frontend;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        eventLoopThread = Thread.currentThread();
        keepAliveNanos = frontend.settings().requestLimits().keepAliveTimeout().toNanos();
        eventLoopLag = frontend.metrics().eventLoopLag(eventLoopThread.getName());
        vertx.setPeriodic(SWEEP_INTERVAL_MILLIS, timer -> sweep());
    }

    /** Runs the task on the event loop: immediately if the caller is on it. */
    public void runOnEventLoop(Runnable task) {
        if (eventLoopThread.equals(Thread.currentThread())) {
            task.run();
        } else {
            context.runOnContext(v -> task.run());
        }
    }

    RequestCoalescer requestCoalescer() {
        return requestCoalescer;
    }

    /**
     * Tracks a new connection. Vert.x reports a connection when its first request has arrived; connections before that point are
     * known to {@link ListeningSocket} only.
     */
    ClientConnection connectionOpened(HttpConnection connection) {
        frontend.listeningSocket().firstRequestReceived(connection);
        ClientAddress clientAddress = ClientAddress.of(
                CidrBlock.parseAddress(connection.remoteAddress().hostAddress()), connection.isSsl());
        boolean trustedProxy = ClientAddress.isInAny(frontend.settings().trustedProxies(), clientAddress.address());
        ClientConnection clientConnection = new ClientConnection(connection, clientAddress, trustedProxy);
        clientConnections.put(connection, clientConnection);
        frontend.metrics().connections().incrementAndGet();
        connection.closeHandler(v -> removeConnection(connection));
        return clientConnection;
    }

    private void removeConnection(HttpConnection connection) {
        if (clientConnections.remove(connection) != null) {
            frontend.metrics().connections().decrementAndGet();
        }
    }

    /**
     * Handles a request that opened a WebSocket. If its connection was upgraded, the connection no longer speaks HTTP and is not
     * tracked any more.
     */
    void webSocketOpened(Exchange exchange) {
        if (exchange.response.getStatusCode() == SWITCHING_PROTOCOLS) {
            exchange.upgradedToWebSocket();
            removeConnection(exchange.clientConnection.httpConnection);
        }
    }

    /** Returns whether a response has announced the end of the connection. Later requests on it are not served. */
    boolean isClosing(HttpConnection connection) {
        ClientConnection existing = clientConnections.get(connection);
        return existing != null && existing.closing;
    }

    /** Starts tracking a request. */
    public Exchange beginExchange(HttpServerRequest request) {
        ClientConnection existing = clientConnections.get(request.connection());
        // After an upgrade to HTTP/2 without TLS (h2c), Vert.x has replaced the connection object.
        ClientConnection clientConnection = existing == null ? connectionOpened(request.connection()) : existing;
        clientConnection.multiplexed = request.version() == HttpVersion.HTTP_2;
        clientConnection.activeRequests++;
        Exchange exchange = new Exchange(this, request, clientConnection);
        exchange.nextExchange = firstExchange;
        if (firstExchange != null) {
            firstExchange.previousExchange = exchange;
        }
        firstExchange = exchange;
        return exchange;
    }

    /** Stops tracking a request that was answered or whose client disconnected. */
    void exchangeEnded(Exchange exchange) {
        if (exchange.previousExchange == null) {
            firstExchange = exchange.nextExchange;
        } else {
            exchange.previousExchange.nextExchange = exchange.nextExchange;
        }
        if (exchange.nextExchange != null) {
            exchange.nextExchange.previousExchange = exchange.previousExchange;
        }
        exchange.clientConnection.activeRequests--;
        exchange.clientConnection.idleSinceNanos = System.nanoTime();
        frontend.exchangeEnded(exchange);
        if (exchange.response.ended() && exchange.body.isIncomplete()) {
            BodyDrainer.drain(exchange, vertx);
        }
    }

    /**
     * Closes each connection once it has been idle for two seconds. Completes when none is left and the listening socket has no
     * connection that could still send a request.
     */
    Future<Void> drain() {
        Promise<Void> drained = Promise.promise();
        runOnEventLoop(() -> {
            sendGoAway();
            startDrainSweep(drained);
        });
        return drained.future();
    }

    /** Tells HTTP/2 clients to open no new streams. With the highest stream ID, streams already sent are still served. */
    private void sendGoAway() {
        clientConnections.values().stream()
                .filter(clientConnection -> clientConnection.multiplexed)
                .forEach(clientConnection -> clientConnection.httpConnection.goAway(0, Integer.MAX_VALUE));
    }

    private void startDrainSweep(Promise<Void> drained) {
        vertx.setPeriodic(DRAIN_SWEEP_INTERVAL_MILLIS, timer -> {
            closeIdle(DRAIN_IDLE_TIMEOUT_NANOS);
            if (clientConnections.isEmpty() && frontend.listeningSocket().hasNoPendingConnections()) {
                vertx.cancelTimer(timer);
                drained.tryComplete();
            }
        });
    }

    private void sweep() {
        long nowNanos = System.nanoTime();
        eventLoopLag.record(
                Math.max(0, nowNanos - lastSweepNanos - TimeUnit.MILLISECONDS.toNanos(SWEEP_INTERVAL_MILLIS)),
                TimeUnit.NANOSECONDS);
        lastSweepNanos = nowNanos;
        frontend.dateHeader().update();
        Exchange exchange = firstExchange;
        while (exchange != null) {
            Exchange next = exchange.nextExchange;
            exchange.enforceTimeout(nowNanos);
            exchange = next;
        }
        requestCoalescer.sweep();
        closeIdle(keepAliveNanos);
        frontend.listeningSocket()
                .closePendingConnections(frontend.settings().requestLimits().readTimeout());
    }

    /**
     * Closes connections that have had no request for this long. A request counts only when its headers have arrived completely.
     */
    private void closeIdle(long idleNanos) {
        long nowNanos = System.nanoTime();
        List<ClientConnection> idle = new ArrayList<>(0);
        for (ClientConnection clientConnection : clientConnections.values()) {
            if (clientConnection.isIdleFor(idleNanos, nowNanos)) {
                idle.add(clientConnection);
            }
        }
        idle.forEach(clientConnection -> clientConnection.httpConnection.close());
    }
}
