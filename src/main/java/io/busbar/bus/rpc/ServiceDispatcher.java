package io.busbar.bus.rpc;

import io.busbar.bus.AccessCheck;
import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.permissions.ExplainOperation;
import io.busbar.bus.permissions.ExplainOperation.ExplainDecision;
import io.busbar.bus.permissions.Explanation;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.response.Reply;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the calls of one service: finds the handler, rejects expired calls, checks access, reads the request, decides about the object
 * that it concerns, and always replies. The frontend has checked access already, but messages on the bus may come from elsewhere.
 */
final class ServiceDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDispatcher.class);

    private final String service;
    private final Changes changes;
    private final PermissionEvaluator permissions;
    private final ServiceHost serviceHost;
    private final Map<String, Route<?, ?>> routes = new HashMap<>();

    private record Route<I, O>(
            Operation<I, O> operation, RequestReader<I> reader, OperationHandler<I, O> operationHandler) {}

    ServiceDispatcher(
            Contract contract,
            Map<String, OperationHandler<?, ?>> operationHandlers,
            Changes changes,
            PermissionEvaluator permissions,
            ServiceHost serviceHost) {
        this.service = contract.service();
        this.changes = changes;
        this.permissions = permissions;
        this.serviceHost = serviceHost;
        for (Operation<?, ?> operation : contract.operations()) {
            OperationHandler<?, ?> operationHandler = operationHandlers.get(operation.name());
            if (operationHandler == null) {
                throw new IllegalStateException(operation.name() + " has no handler");
            }
            route(operation, operationHandler);
        }
        route(PingOperation.of(service), (request, call) -> Future.succeededFuture(Empty.INSTANCE));
        OperationHandler<ExplainDecision, Explanation> explain =
                (request, call) -> permissions.explain(contract, request);
        route(ExplainOperation.of(service), explain);
    }

    /**
     * Adds a route. The cast is safe: {@code ServiceVerticle.on} pairs each operation with a handler of its types, which the map of
     * handlers has erased.
     */
    @SuppressWarnings("unchecked")
    private <I, O> void route(Operation<I, O> operation, OperationHandler<?, ?> operationHandler) {
        Route<I, O> route =
                new Route<>(operation, serviceHost.readers().of(operation), (OperationHandler<I, O>) operationHandler);
        if (routes.put(operation.action(), route) != null) {
            throw new IllegalStateException(operation.name() + " is reserved and can't be declared");
        }
    }

    String service() {
        return service;
    }

    void receive(IncomingCall call) {
        String action = call.action();
        Route<?, ?> route = action == null ? null : routes.get(action);
        if (route == null) {
            // During a rolling update another node may have the operation.
            call.fail(FailureReply.notStarted(Failure.notFound(service + " has no such operation")));
            return;
        }
        serve(route, call);
    }

    private <I, O> void serve(Route<I, O> route, IncomingCall incoming) {
        RequestContext requestContext;
        try {
            requestContext = incoming.requestContext(route.operation);
        } catch (Failure failure) {
            incoming.fail(FailureReply.of(failure));
            return;
        }
        serviceHost.activeCalls().begin();
        handleSafely(route, incoming, requestContext)
                .map(reply -> {
                    incoming.respond(route.operation, requestContext, checkDeadline(reply, requestContext));
                    return reply;
                })
                .onFailure(cause -> incoming.fail(FailureReply.of(toFailure(cause, route.operation, requestContext))))
                .onComplete(done -> serviceHost.activeCalls().end());
    }

    /** Runs the handler; an exception that it throws fails the future. */
    private <I, O> Future<Reply<O>> handleSafely(
            Route<I, O> route, IncomingCall incoming, RequestContext requestContext) {
        try {
            return handle(route, incoming, requestContext);
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }

    /** Fails if the deadline has passed: the caller no longer waits, and a large reply would be sent for nothing. */
    private static <O> Reply<O> checkDeadline(Reply<O> reply, RequestContext requestContext) {
        Require.that(!requestContext.isExpired(), CallFailure::deadlineExceeded);
        return reply;
    }

    private <I, O> Future<Reply<O>> handle(Route<I, O> route, IncomingCall incoming, RequestContext requestContext) {
        Operation<I, O> operation = route.operation;
        Require.that(!requestContext.isExpired(), CallFailure::deadlineExceeded);
        AccessCheck.require(operation, requestContext.principal());
        I request = incoming.request(operation, route.reader);
        return operation.resource() == null
                ? run(route, request, requestContext)
                : requirePermission(operation, request, requestContext)
                        .compose(allowed -> run(route, request, requestContext));
    }

    /** Completes on the current context, on which handlers run: data about the object that is not in memory arrives on another one. */
    private Future<Void> requirePermission(Operation<?, ?> operation, Object request, RequestContext requestContext) {
        Context context = Vertx.currentContext();
        Promise<Void> promise = Promise.promise();
        permissions.require(requestContext.principal(), operation, request).onComplete(decided -> {
            if (context == null || Objects.equals(context, Vertx.currentContext())) {
                complete(promise, decided, requestContext);
            } else {
                context.runOnContext(ignored -> complete(promise, decided, requestContext));
            }
        });
        return promise.future();
    }

    private static void complete(Promise<Void> promise, AsyncResult<Void> decided, RequestContext requestContext) {
        if (decided.failed()) {
            promise.fail(decided.cause());
        } else if (requestContext.isExpired()) {
            promise.fail(CallFailure.deadlineExceeded());
        } else {
            promise.complete();
        }
    }

    private <I, O> Future<Reply<O>> run(Route<I, O> route, I request, RequestContext requestContext) {
        Operation<I, O> operation = route.operation;
        RequestContext handlerContext =
                operation.access().isPublicShared() ? requestContext.asAnonymous() : requestContext;
        ServedCall<O> call = new ServedCall<>(operation, handlerContext, changes);
        Future<O> result = route.operationHandler.handle(request, call);
        return result.map(value -> new Reply<>(value, call.replayed()));
    }

    private static Failure toFailure(Throwable cause, Operation<?, ?> operation, RequestContext requestContext) {
        return Failure.from(cause).orElseGet(() -> {
            LOG.error("{} failed ({})", operation.name(), requestContext.requestId(), cause);
            return Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
        });
    }
}
