package io.busbar.bus.rpc;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.response.Reply;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.data.TransactionScope;
import io.vertx.core.Future;
import java.time.Instant;

/**
 * The typed client: refuses calls inside a transaction, sets the deadline of each call and records its metrics. {@link OutgoingCall} routes
 * the call.
 */
final class BusClient implements Bus {
    private final RpcContext rpcContext;

    BusClient(RpcContext rpcContext) {
        this.rpcContext = rpcContext;
    }

    @Override
    public <I, O> Future<Reply<O>> callForReply(Operation<I, O> operation, I request, RequestContext requestContext) {
        TransactionScope.requireNone(operation.name());
        long startedAt = System.nanoTime();
        RequestContext hop = requestContext
                .nextHop(operation)
                .withEarlierDeadline(Instant.now().plus(operation.timeout()));
        OutgoingCall<I, O> call = new OutgoingCall<>(rpcContext, operation, request, hop);
        return call.run().onComplete(done -> {
            String outcome = done.succeeded() ? "OK" : outcome(done.cause());
            rpcContext
                    .metrics()
                    .recordCall(operation.metricName(), outcome, call.leftThisNode(), System.nanoTime() - startedAt);
        });
    }

    private static String outcome(Throwable cause) {
        return switch (cause) {
            case Failure failure -> failure.code().name();
            case StaleDeclarationException stale -> "STALE_DECLARATION";
            default -> FailureCode.INTERNAL_SERVER_ERROR.name();
        };
    }
}
