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
import io.busbar.bus.builtin.BuiltInOperations;
import io.busbar.bus.builtin.PingOperation;
import io.busbar.bus.concurrent.OnContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.permissions.ExplainOperation;
import io.busbar.bus.permissions.ExplainOperation.ExplainDecision;
import io.busbar.bus.permissions.Explanation;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.response.Reply;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.bus.runtime.engine.HostedOperations;
import io.busbar.bus.runtime.engine.HostedOperations.HostedOperation;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the calls of one service: finds the handler, rejects expired calls, checks access, reads the request, decides about the object
 * that it concerns, and always replies. The frontend has checked access already, but messages on the bus may come from elsewhere.
 */
final class ServiceDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDispatcher.class);

    /** The service that handles the calls: another one if this is an extension point. */
    private final String implementer;

    private final String service;
    private final Changes changes;
    private final PermissionEvaluator permissions;
    private final ServiceHost serviceHost;
    private final @Nullable HostedOperations hostedOperations;
    private final Map<String, Route<?, ?>> routes = new HashMap<>();
    /** The calls of this instance, which are also among those of the node. */
    private final ActiveCalls activeCalls = new ActiveCalls();

    private boolean refusing;

    private record Route<I, O>(
            Operation<I, O> operation, RequestReader<I> reader, OperationHandler<I, O> operationHandler) {}

    ServiceDispatcher(
            Contract implementer,
            Contract contract,
            Map<String, OperationHandler<?, ?>> operationHandlers,
            @Nullable HostedOperations hostedOperations,
            Changes changes,
            PermissionEvaluator permissions,
            ServiceHost serviceHost) {
        this.implementer = implementer.service();
        this.service = contract.service();
        this.hostedOperations = hostedOperations;
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
        Map<String, OperationHandler<?, ?>> builtIn = builtInHandlers(contract);
        for (Operation<?, ?> operation : BuiltInOperations.of(service)) {
            route(operation, Objects.requireNonNull(builtIn.get(operation.action()), operation.name()));
        }
    }

    private Map<String, OperationHandler<?, ?>> builtInHandlers(Contract contract) {
        OperationHandler<Empty, Empty> ping = (request, call) -> Future.succeededFuture(Empty.INSTANCE);
        OperationHandler<ExplainDecision, Explanation> explain =
                (request, call) -> permissions.explain(contract, request);
        return Map.of(PingOperation.ACTION, ping, ExplainOperation.ACTION, explain);
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

    /** Refuses calls from now on. Completes when the calls that were accepted have ended. Must be called on the instance's context. */
    Future<Void> refuseCalls() {
        refusing = true;
        return activeCalls.whenIdle();
    }

    void receive(IncomingCall call) {
        if (refusing) {
            call.fail(FailureReply.notStarted(CallFailure.noInstance(implementer)));
            return;
        }
        String action = call.action();
        long version;
        try {
            version = call.runtimeVersion();
        } catch (Failure failure) {
            call.fail(FailureReply.of(failure));
            return;
        }
        // A caller that knows a declaration has checked access and request by it, not by an operation of the code.
        Route<?, ?> route = action == null || version > 0 ? null : routes.get(action);
        if (route != null) {
            serve(route, call);
        } else if (action != null && hostedOperations != null) {
            receiveRuntime(hostedOperations, action, version, call);
        } else {
            failUnknown(call);
        }
    }

    private void failUnknown(IncomingCall call) {
        // During a rolling update another node may have the operation.
        call.fail(FailureReply.notStarted(Failure.notFound(service + " has no such operation")));
    }

    /** Receives a call of a runtime operation, by the declaration that the caller knows. */
    private void receiveRuntime(HostedOperations hosted, String action, long version, IncomingCall call) {
        if (isLate(call)) {
            return;
        }
        beginCall();
        OnContext.resume(serviceHost.currentContext(), hosted.find(action, version, call.isFromCluster()))
                .onComplete(lookup -> onLookup(lookup, call));
    }

    /** Fails a call whose context is malformed or whose deadline has passed, before anything is read for it. */
    private boolean isLate(IncomingCall call) {
        try {
            Require.that(!call.deadline().isBefore(Instant.now()), CallFailure::deadlineExceeded);
            return false;
        } catch (Failure failure) {
            call.fail(FailureReply.of(failure));
            return true;
        }
    }

    private void onLookup(AsyncResult<Optional<HostedOperation>> lookup, IncomingCall call) {
        if (lookup.cause() instanceof StaleDeclarationException stale) {
            call.fail(FailureReply.stale(stale.revision()));
        } else if (lookup.failed()) {
            call.fail(FailureReply.notStarted(
                    CallFailure.of(lookup.cause(), service, false).failure()));
        } else {
            lookup.result()
                    .ifPresentOrElse(
                            found -> serve(new Route<>(found.operation(), found.reader(), found.handler()), call),
                            () -> failUnknown(call));
        }
        endCall();
    }

    private void beginCall() {
        serviceHost.activeCalls().begin();
        activeCalls.begin();
    }

    private void endCall() {
        activeCalls.end();
        serviceHost.activeCalls().end();
    }

    private <I, O> void serve(Route<I, O> route, IncomingCall incoming) {
        RequestContext requestContext;
        try {
            requestContext = incoming.requestContext(route.operation);
        } catch (Failure failure) {
            incoming.fail(FailureReply.of(failure));
            return;
        }
        beginCall();
        handleSafely(route, incoming, requestContext)
                .map(reply -> {
                    incoming.respond(route.operation, requestContext, checkDeadline(reply, requestContext));
                    return reply;
                })
                .onFailure(cause -> incoming.fail(FailureReply.of(toFailure(cause, route.operation, requestContext))))
                .onComplete(done -> endCall());
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
        if (operation.resource() == null) {
            return run(route, request, requestContext);
        }
        // Handlers run on this context; data about the object that is not in memory arrives on another one.
        return OnContext.resume(
                        serviceHost.currentContext(),
                        permissions.require(requestContext.principal(), operation, request))
                .compose(allowed -> {
                    Require.that(!requestContext.isExpired(), CallFailure::deadlineExceeded);
                    return run(route, request, requestContext);
                });
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
