package io.busbar.http.server;

import io.busbar.bus.Bus;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.data.KeyedHash;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.request.IdempotencyKey;
import io.busbar.http.response.CompressibleBody;
import io.busbar.http.response.JsonRenderer;
import io.busbar.http.response.ResponseRenderer;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Calls one operation over the bus. Concurrent identical reads that are public and the same for everybody are one call. */
final class EndpointCaller<I, O> {
    private final Operation<I, O> operation;
    private final Bus bus;
    private final KeyedHash fingerprintHash;
    /** Serializes results that several requests share; null if each request gets its own. */
    private final @Nullable JsonRenderer sharedRenderer;

    /**
     * The result of a call.
     *
     * @param replayed whether it was stored for an earlier request with the same idempotency key
     * @param json     the serialized result if several requests share it
     */
    record CallResult(
            Object value, boolean replayed, @Nullable CompressibleBody json) {}

    private record CoalescingKey(String operation, long runtimeVersion, Object request) {}

    EndpointCaller(Operation<I, O> operation, FrontendDependencies dependencies, ResponseRenderer renderer) {
        this.operation = operation;
        this.bus = dependencies.bus();
        this.fingerprintHash = dependencies.fingerprintHash();
        this.sharedRenderer = operation.access().isPublicShared() && renderer instanceof JsonRenderer jsonRenderer
                ? jsonRenderer
                : null;
    }

    Future<CallResult> call(Exchange exchange, I request, @Nullable String idempotencyKey) {
        JsonRenderer shared = sharedRenderer;
        if (shared != null) {
            CoalescingKey key = new CoalescingKey(operation.name(), operation.runtimeVersion(), request);
            return exchange.tracker.requestCoalescer().read(key, () -> callForAll(exchange, request, shared));
        }
        RequestContext.Idempotency idempotency = idempotencyKey == null
                ? null
                : IdempotencyKey.withFingerprint(operation, idempotencyKey, request, fingerprintHash);
        return bus.callForReply(operation, request, exchange.requestContext(operation.timeout(), idempotency))
                .map(reply -> new CallResult(reply.result(), reply.replayed(), null));
    }

    private Future<CallResult> callForAll(Exchange exchange, I request, JsonRenderer renderer) {
        RequestContext anonymous =
                exchange.requestContext(operation.timeout(), null).asAnonymous();
        return bus.call(operation, request, anonymous)
                .map(result -> new CallResult(result, false, renderer.serialize(result)));
    }
}
