package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Trace;
import io.busbar.data.KeyedHash;
import io.busbar.http.call.AccessLog;
import io.busbar.http.limits.RateLimits;
import io.busbar.live.LiveFeed;
import io.busbar.tokens.AccessTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;

/** What all sockets of a node share. */
public final class Bridge {
    /** Where the client finds it. */
    public static final String PATH = "/eventbus";

    private final Parts parts;
    private final CallTable calls;
    private final BridgeMetrics meters;
    private final SocketCensus census = new SocketCensus();

    /**
     * What the bridge works with.
     *
     * @param bus          answers operations
     * @param tokens       tells who comes with a token
     * @param fingerprints of requests under an idempotency key
     * @param rates        what callers may ask, the same allowances as over HTTP
     * @param live         follows what people's browsers hear of
     * @param log          has a line for each call
     * @param meters       the node's
     * @param limits       what can be occupied by sockets
     */
    public record Parts(
            Bus bus,
            AccessTokens tokens,
            KeyedHash fingerprints,
            RateLimits rates,
            LiveFeed live,
            AccessLog log,
            MeterRegistry meters,
            SocketLimits limits) {}

    public Bridge(List<Contract> contracts, Parts parts) {
        this.parts = parts;
        calls = new CallTable(contracts, parts.bus(), parts.fingerprints());
        meters = new BridgeMetrics(parts.meters());
    }

    /** The sockets of one event loop; to be called on it. */
    public Sockets sockets(Vertx vertx) {
        return new Sockets(this, vertx);
    }

    /** What a client is told of a failure. What nobody foresaw is logged, and shown by its id alone. */
    Failure failure(Throwable cause, Trace trace, String what) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        parts.log().accident(trace.requestId(), "SEND", what, cause);
        return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
    }

    Parts parts() {
        return parts;
    }

    CallTable calls() {
        return calls;
    }

    BridgeMetrics meters() {
        return meters;
    }

    SocketCensus census() {
        return census;
    }
}
