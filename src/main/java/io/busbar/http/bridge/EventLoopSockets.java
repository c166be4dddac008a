package io.busbar.http.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the open sockets of one event loop and checks each of them four times per second. */
public final class EventLoopSockets {
    /** A socket must be closed within a second after its token was revoked; the node learns of the revocation within 100 ms. */
    private static final long CHECK_INTERVAL_MILLIS = 250;

    private static final Logger LOG = LoggerFactory.getLogger(EventLoopSockets.class);
    /** The default of SockJS, which is shorter than the idle timeout of common proxies. */
    private static final long HEARTBEAT_INTERVAL_MILLIS = 25_000;

    final Bridge bridge;
    private final Vertx vertx;
    private final Context context;
    private final Set<ClientSocket> openSockets = new LinkedHashSet<>();
    private @Nullable Promise<Void> drained;

    EventLoopSockets(Bridge bridge, Vertx vertx) {
        this.bridge = bridge;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        vertx.setPeriodic(CHECK_INTERVAL_MILLIS, tick -> checkAll());
    }

    /** Creates the SockJS routes below {@link Bridge#PATH}. The routing context must hold a {@link Handshake}. */
    public Router router() {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setHeartbeatInterval(HEARTBEAT_INTERVAL_MILLIS)
                .setInsertJSESSIONID(false)
                .setLibraryURL("");
        // Every browser supports WebSockets. The other transports use sessions that anyone with the ID in the URL can
        // join, on any event loop.
        List.of(Transport.XHR, Transport.EVENT_SOURCE, Transport.HTML_FILE, Transport.JSON_P)
                .forEach(transport -> options.addDisabledTransport(transport.name()));
        return SockJSHandler.create(vertx, options).socketHandler(this::onOpened);
    }

    /** Returns whether the node has reached its maximum number of sockets. */
    public boolean isFull() {
        return bridge.metrics().sockets()
                >= bridge.dependencies().socketLimits().maxPerNode();
    }

    /** Closes every socket when its active calls have ended; completes when all are closed. */
    public Future<Void> drain() {
        Promise<Void> allClosed = Promise.promise();
        context.runOnContext(v -> {
            drained = allClosed;
            List.copyOf(openSockets).forEach(ClientSocket::drain);
            checkDrained();
        });
        return allClosed.future();
    }

    private void onOpened(SockJSSocket sockJs) {
        Handshake handshake = sockJs.routingContext().get(Handshake.KEY);
        handshake.onOpened().run();
        ClientSocket clientSocket = new ClientSocket(this, sockJs, handshake);
        openSockets.add(clientSocket);
        bridge.metrics().recordOpened();
        clientSocket.open();
        if (drained != null) {
            clientSocket.drain();
        }
    }

    /** Called when a socket has closed. */
    void onClosed(ClientSocket clientSocket, CloseReason reason) {
        if (openSockets.remove(clientSocket)) {
            bridge.metrics().recordClosed(reason);
            checkDrained();
        }
    }

    /** Continues with the future's result on this event loop; immediately if it is already complete. */
    <T> void continueOnLoop(Future<T> future, Consumer<T> next, Consumer<Throwable> onFailure) {
        if (future.succeeded()) {
            next.accept(future.result());
        } else if (future.failed()) {
            onFailure.accept(future.cause());
        } else {
            future.onComplete(done -> context.runOnContext(v -> {
                if (done.succeeded()) {
                    next.accept(done.result());
                } else {
                    onFailure.accept(done.cause());
                }
            }));
        }
    }

    /** Runs an action on this event loop after a delay. */
    void schedule(long millis, Runnable action) {
        vertx.setTimer(millis, v -> context.runOnContext(here -> action.run()));
    }

    /** Checks all sockets. While the revocations known to this node are out of date, all checks share one query. */
    private void checkAll() {
        for (ClientSocket clientSocket : List.copyOf(openSockets)) {
            try {
                clientSocket.check();
            } catch (RuntimeException e) {
                LOG.error("Checking a socket failed", e);
            }
        }
    }

    private void checkDrained() {
        if (drained != null && openSockets.isEmpty()) {
            drained.tryComplete();
        }
    }
}
