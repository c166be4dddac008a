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
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The open sockets of one event loop. It looks several times a second for those whose time is over. */
public final class Sockets {
    /** A revoked token must not keep a socket for a second; the node knows of the revocation after 100 ms. */
    private static final long LOOK_MS = 250;

    private static final long HEARTBEAT_MS = 25_000;
    private static final long XHR_SESSION_MS = 5_000;

    final Bridge bridge;
    private final Vertx vertx;
    private final Context context;
    private final Set<Socket> open = new LinkedHashSet<>();
    private boolean looking;
    private @Nullable Promise<Void> drained;

    Sockets(Bridge bridge, Vertx vertx) {
        this.bridge = bridge;
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    /** SockJS's routes below {@link Bridge#PATH}. The routing context must carry a {@link Handshake}. */
    public Router router() {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setHeartbeatInterval(HEARTBEAT_MS)
                .setSessionTimeout(XHR_SESSION_MS)
                .setInsertJSESSIONID(false)
                .setLibraryURL("");
        // These are for browsers that are gone, and can be spoken by the page of any site.
        List.of(Transport.EVENT_SOURCE, Transport.HTML_FILE, Transport.JSON_P)
                .forEach(transport -> options.addDisabledTransport(transport.name()));
        return SockJSHandler.create(vertx, options).socketHandler(this::opened);
    }

    /** Sends all clients away when they have their answers; completes when they are gone. */
    public Future<Void> drain() {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(v -> {
            drained = gone;
            List.copyOf(open).forEach(Socket::leave);
            checkDrained();
        });
        return gone.future();
    }

    private void opened(SockJSSocket wire) {
        Handshake handshake = wire.routingContext().get(Handshake.KEY);
        handshake.opened().run();
        Socket socket = new Socket(this, wire, handshake);
        open.add(socket);
        bridge.meters().opened();
        socket.open();
        if (drained != null) {
            socket.leave();
        }
    }

    /** A socket has ended. */
    void ended(Socket socket, Ending why) {
        if (open.remove(socket)) {
            bridge.meters().closed(why);
            checkDrained();
        }
    }

    /** Goes on with the future's result on this loop, at once if it is there. */
    <T> void then(Future<T> future, Consumer<T> next, Consumer<Throwable> otherwise) {
        if (future.succeeded()) {
            next.accept(future.result());
        } else if (future.failed()) {
            otherwise.accept(future.cause());
        } else {
            future.onComplete(done -> context.runOnContext(v -> {
                if (done.succeeded()) {
                    next.accept(done.result());
                } else {
                    otherwise.accept(done.cause());
                }
            }));
        }
    }

    private void look() {
        if (!looking) {
            looking = true;
            look(List.copyOf(open).iterator());
        }
    }

    /** One after the other: while this node cannot trust what it knows of revocations, each costs a query. */
    private void look(Iterator<Socket> rest) {
        while (rest.hasNext()) {
            Socket socket = rest.next();
            Future<Boolean> holds = socket.check();
            if (!holds.isComplete()) {
                then(holds, socket::judged, cause -> {});
                holds.onComplete(done -> context.runOnContext(v -> look(rest)));
                return;
            }
            socket.judged(holds.result());
        }
        looking = false;
    }

    private void checkDrained() {
        if (drained != null && open.isEmpty()) {
            drained.tryComplete();
        }
    }
}
