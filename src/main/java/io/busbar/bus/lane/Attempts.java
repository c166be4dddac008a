package io.busbar.bus.lane;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: to the service on this node if it runs here, else to a node that runs it, and on to another one where that cannot
 * do harm. Where nothing was begun the call may go on whatever it is. Where its node was lost, perhaps in the midst of the work, it may
 * go on only if doing it twice is doing it once, and as far as the retry budget goes.
 */
final class Attempts<I, O> {
    private final Roads roads;
    private final Operation<I, O> operation;
    private final I request;
    private final Caller caller;
    private final Set<String> tried = new HashSet<>();
    private @Nullable EncodedJson encoded;
    private @Nullable String header;

    Attempts(Roads roads, Operation<I, O> operation, I request, Caller caller) {
        this.roads = roads;
        this.operation = operation;
        this.request = request;
        this.caller = caller;
    }

    Future<Reply<O>> run() {
        if (caller.isLate()) {
            return Future.failedFuture(Miss.tooLate());
        }
        if (roads.served().contains(operation.service())) {
            return here();
        }
        roads.budget().earn();
        return elsewhere(Miss.nobody(operation.service()));
    }

    /** Whether any attempt left this JVM. */
    boolean wentOut() {
        return encoded != null;
    }

    private Future<Reply<O>> here() {
        DeliveryOptions options =
                ByReference.options().setSendTimeout(patience()).addHeader(Wire.ACTION, operation.action());
        return roads.vertx()
                .eventBus()
                .<Reply<O>>request(operation.service(), new Handed(request, caller), options)
                .map(Message::body)
                .recover(this::missed);
    }

    /** Sends it to another node; without one that can take it, fails with what is known so far. */
    private Future<Reply<O>> elsewhere(Failure otherwise) {
        EncodedJson body = encoded();
        if (body.length() > WiredCall.largest(operation)) {
            return Future.failedFuture(Failure.of(FailureCode.PAYLOAD_TOO_LARGE));
        }
        Failure why = otherwise;
        for (Member node : roads.peers().candidates(operation, tried)) {
            Window window = roads.peers().window(node.id());
            Slot slot = window.open(
                    body.length() + header().length() + Wire.ENVELOPE,
                    caller.deadline(),
                    roads.vertx().getOrCreateContext());
            if (slot == null) {
                roads.meters().capped(node.id());
                why = Miss.capped(operation.service());
            } else if (roads.directory().mayCall(node.id())) {
                tried.add(node.id());
                return send(node, window, slot, body).map(this::answer).recover(this::missed);
            } else {
                // It began to drain, or fell silent, between the choice and the place in its window. It is told that
                // nothing is under
                // way to it as soon as that is so, and may be gone the moment after.
                window.release(slot);
            }
        }
        return Future.failedFuture(why);
    }

    private Future<Message<Object>> send(Member node, Window window, Slot slot, EncodedJson body) {
        DeliveryOptions options = new DeliveryOptions()
                .setSendTimeout(patience())
                .addHeader(Wire.SERVICE, operation.service())
                .addHeader(Wire.ACTION, operation.action())
                .addHeader(Wire.CALLER, header())
                .addHeader(Wire.FROM, roads.self());
        roads.vertx()
                .eventBus()
                .<Object>request(Wire.node(node.id()), body, options)
                .onComplete(done -> {
                    window.ended(slot, done.cause());
                    slot.settle(done);
                });
        return slot.verdict();
    }

    private Reply<O> answer(Message<Object> message) {
        if (!(message.body() instanceof JsonObject json)) {
            throw new IllegalStateException("not a JSON object");
        }
        O answer = Json.from(json, operation.answerType());
        return new Reply<>(answer, message.headers().contains(Wire.REPLAYED));
    }

    private Future<Reply<O>> missed(Throwable cause) {
        Miss miss = Miss.of(cause, operation.name(), caller.isLate());
        boolean again = !caller.isLate()
                && switch (miss.kind()) {
                    case FAILED, LATE -> false;
                    case UNTOUCHED -> true;
                    case LOST -> mayRepeat() && roads.budget().spend();
                };
        if (!again) {
            return Future.failedFuture(miss.failure());
        }
        roads.meters().retried(operation.name(), miss.kind());
        return elsewhere(miss.failure());
    }

    private boolean mayRepeat() {
        return operation.idempotent() || caller.idempotency() != null;
    }

    private EncodedJson encoded() {
        if (encoded == null) {
            encoded = new EncodedJson(request);
        }
        return encoded;
    }

    private String header() {
        if (header == null) {
            header = CallerHeader.write(caller);
        }
        return header;
    }

    /** Rounded up, so that when the timer says that it is over, it is. */
    private long patience() {
        return Math.max(1, Duration.between(Instant.now(), caller.deadline()).toMillis() + 1);
    }
}
