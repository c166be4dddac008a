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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: to the service on this node if it runs here, else to a node that runs it, and on to another one where that cannot
 * do harm. Where nothing was begun the call may go on whatever it is. Where its node was lost, perhaps in the midst of the work, it may
 * go on only if doing it twice is doing it once, and as far as the retry budget goes.
 */
final class OutgoingCall<I, O> {
    private final Network network;
    private final Operation<I, O> operation;
    private final I request;
    private final Caller caller;
    private final long expires;
    private @Nullable Set<String> tried; // most calls go nowhere
    private @Nullable EncodedJson encoded;
    private @Nullable String header;

    OutgoingCall(Network network, Operation<I, O> operation, I request, Caller caller) {
        this.network = network;
        this.operation = operation;
        this.request = request;
        this.caller = caller;
        this.expires = System.nanoTime()
                + Duration.between(Instant.now(), caller.deadline()).toNanos();
    }

    Future<Reply<O>> run() {
        if (isLate()) {
            return Future.failedFuture(CallFailure.tooLate());
        }
        Resident neighbour = network.residents().neighbour(operation.service());
        if (neighbour != null) {
            return nextDoor(neighbour);
        }
        if (network.served().contains(operation.service())) {
            return here();
        }
        network.budget().earn();
        return elsewhere(CallFailure.nobody(operation.service()));
    }

    /** Whether any attempt left this JVM. */
    boolean wentOut() {
        return encoded != null;
    }

    /** The dispatcher answers with what the operation's handler gave, which the compiler has checked. */
    @SuppressWarnings("unchecked")
    private Future<Reply<O>> nextDoor(Resident neighbour) {
        DirectCall call = new DirectCall(operation.action(), new LocalRequest(request, caller), neighbour, patience());
        neighbour.receive(call);
        return call.verdict().map(reply -> (Reply<O>) reply).recover(this::missed);
    }

    private Future<Reply<O>> here() {
        DeliveryOptions options =
                LocalCodec.options().setSendTimeout(patience()).addHeader(Wire.ACTION, operation.action());
        return network.vertx()
                .eventBus()
                .<Reply<O>>request(operation.service(), new LocalRequest(request, caller), options)
                .map(Message::body)
                .recover(this::missed);
    }

    /** Sends it to another node; without one that can take it, fails with what is known so far. */
    private Future<Reply<O>> elsewhere(Failure otherwise) {
        EncodedJson body = encoded();
        if (body.length() > RemoteCall.largest(operation)) {
            return Future.failedFuture(Failure.of(FailureCode.PAYLOAD_TOO_LARGE));
        }
        Failure why = otherwise;
        Set<String> tried = tried();
        for (Member node : network.peers().candidates(operation, tried)) {
            InFlightWindow window = network.peers().window(node.id());
            PendingReply slot = window.open(
                    body.length() + header().length() + Wire.ENVELOPE,
                    caller.deadline(),
                    network.vertx().getOrCreateContext());
            if (slot == null) {
                network.meters().capped(node.id());
                why = CallFailure.capped(operation.service());
            } else if (network.directory().mayCall(node.id())) {
                tried.add(node.id());
                return send(node, window, slot, body).map(this::answer).recover(this::missed);
            } else {
                // It began to drain, or fell silent, between the choice and the place in its window: it may have been
                // told
                // that nothing is under way to it, and be gone the moment after.
                window.release(slot);
            }
        }
        return Future.failedFuture(why);
    }

    private Future<Message<Object>> send(Member node, InFlightWindow window, PendingReply slot, EncodedJson body) {
        DeliveryOptions options = new DeliveryOptions()
                .setSendTimeout(patience())
                .addHeader(Wire.SERVICE, operation.service())
                .addHeader(Wire.ACTION, operation.action())
                .addHeader(Wire.CALLER, header())
                .addHeader(Wire.FROM, network.self());
        network.vertx()
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
        boolean late = isLate();
        CallFailure miss = CallFailure.of(cause, operation.name(), late);
        if (late || !mayGoOn(miss.kind())) {
            return Future.failedFuture(miss.failure());
        }
        network.meters().retried(operation.name(), miss.kind());
        return elsewhere(miss.failure());
    }

    private boolean mayGoOn(CallFailure.Kind kind) {
        return switch (kind) {
            case FAILED, LATE -> false;
            case UNTOUCHED -> true;
            case LOST ->
                (operation.idempotent() || caller.idempotency() != null)
                        && network.budget().spend();
        };
    }

    private Set<String> tried() {
        if (tried == null) {
            tried = new HashSet<>();
        }
        return tried;
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

    /** By a clock that nobody sets: a timeout before its time means something else than one at its time. */
    private boolean isLate() {
        return System.nanoTime() - expires >= 0;
    }

    /** Rounded up, so that when the timer says that it is over, it is. */
    private long patience() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(expires - System.nanoTime()) + 1);
    }
}
