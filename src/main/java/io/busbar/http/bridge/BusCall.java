package io.busbar.http.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Items;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.Reply;
import io.busbar.bus.Text;
import io.busbar.bus.Trace;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.busbar.data.KeyedHash;
import io.busbar.http.call.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One operation as a message asks for it, prepared once. */
final class BusCall<I, O> {
    /** How much longer than its time limit a call may take until the bridge itself gives up: the bus says better what was late. */
    private static final long GRACE_MS = 500;

    private final Operation<I, O> operation;
    private final RequestReader<I> reader;
    private final Bus bus;
    private final KeyedHash fingerprints;

    private BusCall(Operation<I, O> operation, Bus bus, KeyedHash fingerprints) {
        this.operation = operation;
        this.reader = RequestReader.of(operation);
        this.bus = bus;
        this.fingerprints = fingerprints;
    }

    static <I, O> BusCall<I, O> of(Operation<I, O> operation, Bus bus, KeyedHash fingerprints) {
        return new BusCall<>(operation, bus, fingerprints);
    }

    /** The name of the operation. */
    String name() {
        return operation.name();
    }

    RateTier tier() {
        return operation.tier();
    }

    int status() {
        return operation.answer().status();
    }

    /** Asks on the person's behalf. What is wrong with the request is thrown as {@link Failure}. */
    Future<? extends Reply<?>> ask(Frame.Send message, Caller.Who who, Trace trace, String ip) {
        Caller caller =
                new Caller(who, trace.requestId(), trace.header(), Instant.now().plus(operation.timeLimit()), ip, null);
        Access access = operation.access();
        if (!access.admits(caller)) {
            throw Failure.of(who instanceof Caller.Nobody ? FailureCode.UNAUTHORIZED : FailureCode.FORBIDDEN);
        }
        String header = operation.keyed() ? message.headers().get(IdempotencyKey.NAME) : null;
        String key = header == null ? null : IdempotencyKey.read(header);
        I request = reader.readMessage(body(message.body()));
        return bus.ask(operation, request, key == null ? caller : claiming(caller, key, request))
                .timeout(operation.timeLimit().toMillis() + GRACE_MS, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause));
    }

    /** The answer's body as JSON sees it: a page as a whole, a list plain, a text as a text, null for nothing. */
    @Nullable
    Object body(Reply<?> reply) {
        return switch (reply.answer()) {
            case Items<?> list -> list.items();
            case Text text -> text.text();
            case Nothing nothing -> null;
            case Object record -> record;
        };
    }

    /** What the answer says beside its body. */
    static Map<String, String> headers(Reply<?> reply, Trace trace) {
        return reply.replayed()
                ? Map.of("x-request-id", trace.requestId(), "idempotency-replayed", "true")
                : Map.of("x-request-id", trace.requestId());
    }

    private Caller claiming(Caller caller, String key, I request) {
        return new Caller(
                caller.who(),
                caller.requestId(),
                caller.trace(),
                caller.deadline(),
                caller.ip(),
                IdempotencyKey.claim(operation, key, request, fingerprints));
    }

    private ObjectNode body(JsonNode sent) {
        if (sent.isMissingNode() || sent.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!(sent instanceof ObjectNode object)) {
            throw Failure.invalid("", "must be an object");
        }
        // No frame is much longer than the usual limit, so there is something to measure only where a declaration says
        // less.
        if (operation.maxRequest() < (64 << 10) && Json.bytes(object).length() > operation.maxRequest()) {
            throw Failure.of(
                    FailureCode.PAYLOAD_TOO_LARGE, "The body may have at most " + operation.maxRequest() + " bytes");
        }
        return object;
    }
}
