package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.TraceContext;
import io.busbar.data.KeyedHash;
import io.busbar.http.limits.RateLimits;
import io.busbar.http.server.AccessLog;
import io.busbar.live.LiveFeed;
import io.busbar.tokens.AccessTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;

/** What all sockets of a node share. */
public final class Bridge {
    /** Where the client finds it. */
    public static final String PATH = "/eventbus";

    private final BridgeDependencies bridgeDependencies;
    private final InvokerTable invokers;
    private final BridgeMetrics metrics;
    private final ConnectionLimiter connectionLimiter = new ConnectionLimiter();

    /**
     * What the bridge works with.
     *
     * @param bus          answers operations
     * @param tokens       tells who comes with a token
     * @param fingerprints of requests under an idempotency key
     * @param rateLimits        what callers may ask, the same allowances as over HTTP
     * @param liveFeed         follows what people's browsers hear of
     * @param accessLog          has a line for each call
     * @param registry       the node's
     * @param limits       what can be occupied by sockets
     */
    public record BridgeDependencies(
            Bus bus,
            AccessTokens tokens,
            KeyedHash fingerprints,
            RateLimits rateLimits,
            LiveFeed liveFeed,
            AccessLog accessLog,
            MeterRegistry registry,
            SocketLimits limits) {}

    public Bridge(List<Contract> contracts, BridgeDependencies bridgeDependencies) {
        this.bridgeDependencies = bridgeDependencies;
        invokers = new InvokerTable(contracts, bridgeDependencies.bus(), bridgeDependencies.fingerprints());
        metrics = new BridgeMetrics(bridgeDependencies.registry());
    }

    /** The sockets of one event loop; to be called on it. */
    public EventLoopSockets sockets(Vertx vertx) {
        return new EventLoopSockets(this, vertx);
    }

    /** What a client is told of a failure. What nobody foresaw is logged, and shown by its id alone. */
    Failure failure(Throwable cause, TraceContext traceContext, String what) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        bridgeDependencies.accessLog().unexpectedFailure(traceContext.requestId(), "SEND", what, cause);
        return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
    }

    BridgeDependencies dependencies() {
        return bridgeDependencies;
    }

    InvokerTable invokers() {
        return invokers;
    }

    BridgeMetrics metrics() {
        return metrics;
    }

    ConnectionLimiter connectionLimiter() {
        return connectionLimiter;
    }
}
