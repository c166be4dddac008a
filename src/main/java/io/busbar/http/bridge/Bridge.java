package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.TraceContext;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.data.KeyedHash;
import io.busbar.http.limits.RateLimits;
import io.busbar.http.server.AccessLog;
import io.busbar.live.LiveFeed;
import io.busbar.tokens.AccessTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;

/** The entry point of the event bus bridge of a node, and the state that all its sockets share. */
public final class Bridge {
    /** The path of the SockJS endpoint. */
    public static final String PATH = "/eventbus";

    private final Dependencies dependencies;
    private final RuntimeInvokers runtimeInvokers;
    private final InvokerTable invokers;
    private final BridgeMetrics metrics;
    private final ConnectionLimiter connectionLimiter = new ConnectionLimiter();

    /**
     * The dependencies of the bridge.
     *
     * @param bus          calls operations
     * @param readers      reads requests
     * @param operationSetView the runtime operations
     * @param tokens       verifies access tokens
     * @param fingerprintHash hashes requests with an idempotency key, so that a different request with the same key is detected
     * @param rateLimits   the rate limits of callers, shared with HTTP
     * @param liveFeed     opens the push streams of users
     * @param accessLog    gets one entry per call
     * @param registry     registers the metrics
     * @param socketLimits       limits of sockets
     */
    public record Dependencies(
            Bus bus,
            RequestReaders readers,
            OperationSetView operationSetView,
            AccessTokens tokens,
            KeyedHash fingerprintHash,
            RateLimits rateLimits,
            LiveFeed liveFeed,
            AccessLog accessLog,
            MeterRegistry registry,
            SocketLimits socketLimits) {}

    public Bridge(List<Contract> contracts, Dependencies dependencies) {
        this.dependencies = dependencies;
        runtimeInvokers = new RuntimeInvokers(
                dependencies.operationSetView(), dependencies.bus(), dependencies.fingerprintHash());
        invokers =
                new InvokerTable(contracts, dependencies.readers(), dependencies.bus(), dependencies.fingerprintHash());
        metrics = new BridgeMetrics(dependencies.registry());
    }

    /** Creates the holder of the sockets of one event loop. Must be called on that event loop. */
    public EventLoopSockets sockets(Vertx vertx) {
        return new EventLoopSockets(this, vertx);
    }

    /**
     * Returns the failure to send to the client. An unexpected exception is logged; the client gets INTERNAL_SERVER_ERROR, which reveals
     * nothing but the request ID.
     */
    Failure toFailure(Throwable cause, TraceContext traceContext, String operation) {
        return Failure.from(cause).orElseGet(() -> {
            dependencies.accessLog().unexpectedFailure(traceContext.requestId(), "SEND", operation, cause);
            return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
        });
    }

    Dependencies dependencies() {
        return dependencies;
    }

    InvokerTable invokers() {
        return invokers;
    }

    RuntimeInvokers runtimeInvokers() {
        return runtimeInvokers;
    }

    BridgeMetrics metrics() {
        return metrics;
    }

    ConnectionLimiter connectionLimiter() {
        return connectionLimiter;
    }
}
