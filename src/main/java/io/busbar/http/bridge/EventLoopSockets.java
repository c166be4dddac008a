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

/** The open sockets of one event loop. It looks several times a second for those whose time is over. */
public final class EventLoopSockets {
    /** A revoked token must not keep a socket for a second; the node knows of the revocation after 100 ms. */
    private static final long CHECK_INTERVAL_MILLIS = 250;

    private static final Logger LOG = LoggerFactory.getLogger(EventLoopSockets.class);
    private static final long HEARTBEAT_INTERVAL_MILLIS = 25_000;

    final Bridge bridge;
    private final Vertx vertx;
    private final Context context;
    private final Set<ClientSocket> open = new LinkedHashSet<>();
    private @Nullable Promise<Void> drained;

    EventLoopSockets(Bridge bridge, Vertx vertx) {
        this.bridge = bridge;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        vertx.setPeriodic(CHECK_INTERVAL_MILLIS, tick -> checkAll());
    }

    /** SockJS's routes below {@link Bridge#PATH}. The routing context must carry a {@link Handshake}. */
    public Router router() {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setHeartbeatInterval(HEARTBEAT_INTERVAL_MILLIS)
                .setInsertJSESSIONID(false)
                .setLibraryURL("");
        // WebSockets are everywhere by now. The others have a session whose id in the URL is all that is needed to take
        // part in it, and which
        // any event loop may be asked about.
        List.of(Transport.XHR, Transport.EVENT_SOURCE, Transport.HTML_FILE, Transport.JSON_P)
                .forEach(transport -> options.addDisabledTransport(transport.name()));
        return SockJSHandler.create(vertx, options).socketHandler(this::onOpened);
    }

    /** Whether the node has all the sockets that it is to have. */
    public boolean isFull() {
        return bridge.metrics().sockets() >= bridge.dependencies().limits().maxPerNode();
    }

    /** Sends all clients away when they have their answers; completes when they are gone. */
    public Future<Void> drain() {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(v -> {
            drained = gone;
            List.copyOf(open).forEach(ClientSocket::drain);
            checkDrained();
        });
        return gone.future();
    }

    private void onOpened(SockJSSocket sockJs) {
        Handshake handshake = sockJs.routingContext().get(Handshake.KEY);
        handshake.onOpened().run();
        ClientSocket clientSocket = new ClientSocket(this, sockJs, handshake);
        open.add(clientSocket);
        bridge.metrics().recordOpened();
        clientSocket.open();
        if (drained != null) {
            clientSocket.drain();
        }
    }

    /** A socket has ended. */
    void onClosed(ClientSocket clientSocket, CloseReason reason) {
        if (open.remove(clientSocket)) {
            bridge.metrics().recordClosed(reason);
            checkDrained();
        }
    }

    /** Goes on with the future's result on this loop, at once if it is there. */
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

    /** Does it on this loop after a while. */
    void schedule(long millis, Runnable action) {
        vertx.setTimer(millis, v -> context.runOnContext(here -> action.run()));
    }

    /** While this node cannot trust what it knows of revocations, all of them wait for the same query. */
    private void checkAll() {
        for (ClientSocket clientSocket : List.copyOf(open)) {
            try {
                clientSocket.check();
            } catch (RuntimeException e) {
                LOG.error("Checking a socket failed", e);
            }
        }
    }

    private void checkDrained() {
        if (drained != null && open.isEmpty()) {
            drained.tryComplete();
        }
    }
}
