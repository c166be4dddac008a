package io.busbar.bus.lane;

import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Handler;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.json.RequestReader;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the calls of one service: finds the handler, drops what comes too late, checks access once more, reads the request, and always
 * answers. Access was checked by the front, but not everything on the bus has come through one.
 */
final class ServiceDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDispatcher.class);

    private final String service;
    private final Changes changes;
    private final ServiceHost intake;
    private final Map<String, Route<?, ?>> routes = new HashMap<>();

    private record Route<I, O>(Operation<I, O> operation, RequestReader<I> reader, Handler<I, O> handler) {}

    ServiceDispatcher(Contract contract, Map<String, Handler<?, ?>> handlers, Changes changes, ServiceHost intake) {
        this.service = contract.service();
        this.changes = changes;
        this.intake = intake;
        for (Operation<?, ?> operation : contract.operations()) {
            Handler<?, ?> handler = handlers.get(operation.action());
            if (handler == null) {
                throw new IllegalStateException(operation.name() + " has no handler");
            }
            route(operation, handler);
        }
        route(Ping.of(service), (request, call) -> Future.succeededFuture(Nothing.NOTHING));
    }

    /** {@code ServiceVerticle.on} ties an operation to a handler of its types; the map between has lost them. */
    @SuppressWarnings("unchecked")
    private <I, O> void route(Operation<I, O> operation, Handler<?, ?> handler) {
        Route<I, O> route = new Route<>(operation, intake.reader(operation), (Handler<I, O>) handler);
        if (routes.put(operation.action(), route) != null) {
            throw new IllegalStateException(operation.name() + " cannot be declared, every service has it");
        }
    }

    void receive(Message<Object> message) {
        receive(inbound(message));
    }

    void receive(IncomingCall call) {
        String action = call.action();
        Route<?, ?> route = action == null ? null : routes.get(action);
        if (route == null) {
            // While versions mix, another node may have it.
            call.fail(FailureReply.untouched(Failure.notFound(service + " has no such action")));
        } else {
            serve(route, call);
        }
    }

    private IncomingCall inbound(Message<Object> message) {
        try {
            Object body = message.body();
            if (body instanceof LocalRequest handed) {
                return new LocalCall(message, handed);
            }
            if (body instanceof Arrived arrived) {
                return new RemoteCall(arrived.message(), intake.directory());
            }
        } catch (RuntimeException e) {
            // It will say so again to whoever reads the request.
        }
        return new RemoteCall(message, intake.directory());
    }

    private <I, O> void serve(Route<I, O> route, IncomingCall inbound) {
        Caller caller;
        try {
            caller = inbound.caller(route.operation);
        } catch (Failure failure) {
            inbound.fail(FailureReply.of(failure));
            return;
        }
        intake.running().begin();
        Future<Reply<O>> answer;
        try {
            answer = handle(route, inbound, caller);
        } catch (Throwable e) {
            answer = Future.failedFuture(e);
        }
        answer.map(reply -> {
                    inbound.answer(route.operation, caller, inTime(reply, caller));
                    return reply;
                })
                .onFailure(cause -> inbound.fail(FailureReply.of(failure(cause, route.operation, caller))))
                .onComplete(done -> intake.running().end());
    }

    /** Whoever asked has gone; a large answer is not worth sending. */
    private static <O> Reply<O> inTime(Reply<O> reply, Caller caller) {
        if (caller.isLate()) {
            throw CallFailure.tooLate();
        }
        return reply;
    }

    private <I, O> Future<Reply<O>> handle(Route<I, O> route, IncomingCall inbound, Caller caller) {
        Operation<I, O> operation = route.operation;
        if (caller.isLate()) {
            throw CallFailure.tooLate();
        }
        if (!operation.access().admits(caller)) {
            throw Failure.of(caller.who() instanceof Caller.Nobody ? FailureCode.UNAUTHORIZED : FailureCode.FORBIDDEN);
        }
        I request = inbound.request(operation, route.reader);
        Caller seen = operation.access().isAlike() ? caller.asNobody() : caller;
        ServedCall<O> call = new ServedCall<>(operation, seen, changes);
        Future<O> answer = route.handler.handle(request, call);
        return answer.map(value -> new Reply<>(value, call.replayed()));
    }

    private static Failure failure(Throwable cause, Operation<?, ?> operation, Caller caller) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        LOG.error("{} failed ({})", operation.name(), caller.requestId(), cause);
        return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
    }
}
