package io.busbar.http.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.AccessCheck;
import io.busbar.bus.Bus;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.response.Reply;
import io.busbar.bus.response.TextContent;
import io.busbar.data.KeyedHash;
import io.busbar.data.listing.Page;
import io.busbar.http.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls one operation for {@code send} frames. Created once per operation. */
final class OperationInvoker<I, O> {
    /**
     * Extra time after the timeout of the operation before the bridge gives up, so that the more precise failure of the bus usually comes
     * first.
     */
    private static final long TIMEOUT_GRACE_MILLIS = 500;

    private final Operation<I, O> operation;
    private final RequestReader<I> reader;
    private final Bus bus;
    private final KeyedHash fingerprintHash;

    private OperationInvoker(Operation<I, O> operation, RequestReader<I> reader, Bus bus, KeyedHash fingerprintHash) {
        this.operation = operation;
        this.reader = reader;
        this.bus = bus;
        this.fingerprintHash = fingerprintHash;
    }

    static <I, O> OperationInvoker<I, O> of(
            Operation<I, O> operation, RequestReader<I> reader, Bus bus, KeyedHash fingerprintHash) {
        return new OperationInvoker<>(operation, reader, bus, fingerprintHash);
    }

    static <I, O> OperationInvoker<I, O> of(
            Operation<I, O> operation, RequestReaders readers, Bus bus, KeyedHash fingerprintHash) {
        return of(operation, readers.of(operation), bus, fingerprintHash);
    }

    String name() {
        return operation.name();
    }

    String metricName() {
        return operation.metricName();
    }

    RateTier tier() {
        return operation.tier();
    }

    int status() {
        return operation.response().status();
    }

    /** Calls the operation as the given principal. Throws a {@link Failure} if the request is invalid. */
    Future<? extends Reply<?>> invoke(
            Frame.Send frame, RequestContext.Principal principal, TraceContext traceContext, String ip) {
        RequestContext requestContext = new RequestContext(
                principal,
                traceContext.requestId(),
                traceContext.traceparent(),
                Instant.now().plus(operation.timeout()),
                ip,
                null);
        AccessCheck.require(operation, principal);
        String header = operation.supportsIdempotencyKey() ? frame.headers().get(IdempotencyKey.HEADER_NAME) : null;
        String key = header == null ? null : IdempotencyKey.read(header);
        I request = reader.readMessage(body(frame.body()));
        return bus.callForReply(
                        operation,
                        request,
                        key == null ? requestContext : withIdempotencyKey(requestContext, key, request))
                .timeout(operation.timeout().toMillis() + TIMEOUT_GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause));
    }

    /** Returns the response body: a page as an object, a list as an array, a text as a string, or null for an empty response. */
    @Nullable
    Object body(Reply<?> reply) {
        return switch (reply.result()) {
            case ListResult<?> list -> list.items();
            case Page<?> page -> page.counts().isEmpty() ? page : withCountFields(page);
            case TextContent textContent -> textContent.text();
            case Empty empty -> null;
            case Object record -> record;
        };
    }

    /** Returns the page with each of its counts as a field. */
    private static ObjectNode withCountFields(Page<?> page) {
        ObjectNode body = Json.mapper().valueToTree(page);
        body.remove("counts");
        page.counts().forEach(body::put);
        return body;
    }

    /** Returns the headers of the reply. */
    static Map<String, String> headers(Reply<?> reply, TraceContext traceContext) {
        return reply.replayed()
                ? Map.of("x-request-id", traceContext.requestId(), "idempotency-replayed", "true")
                : Map.of("x-request-id", traceContext.requestId());
    }

    private RequestContext withIdempotencyKey(RequestContext requestContext, String key, I request) {
        return new RequestContext(
                requestContext.principal(),
                requestContext.requestId(),
                requestContext.traceparent(),
                requestContext.deadline(),
                requestContext.ip(),
                IdempotencyKey.withFingerprint(operation, key, request, fingerprintHash));
    }

    private ObjectNode body(JsonNode sent) {
        if (sent.isMissingNode() || sent.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!(sent instanceof ObjectNode object)) {
            throw Failure.invalid("", "must be an object");
        }
        // The frame size is limited to about the default request size, so only a smaller maximum needs a check.
        if (operation.maxRequestBytes() < (64 << 10) && Json.bytes(object).length() > operation.maxRequestBytes()) {
            throw Failure.of(
                    FailureCode.PAYLOAD_TOO_LARGE,
                    "The body must not exceed " + operation.maxRequestBytes() + " bytes");
        }
        return object;
    }
}
