package io.busbar.bus.rpc;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.function.Function;

/** A call while its handler runs. It records whether the result was replayed for a repeated request. */
final class ServedCall<O> implements Call<O> {
    private final Operation<?, O> operation;
    private final RequestContext requestContext;
    private final Changes changes;
    private boolean replayed;

    ServedCall(Operation<?, O> operation, RequestContext requestContext, Changes changes) {
        this.operation = operation;
        this.requestContext = requestContext;
        this.changes = changes;
    }

    @Override
    public RequestContext requestContext() {
        return requestContext;
    }

    @Override
    public Future<O> change(Function<Tx, Future<O>> work) {
        return changes.changeOnce(requestContext, operation, work).map(reply -> {
            replayed = reply.replayed();
            return reply.result();
        });
    }

    boolean replayed() {
        return replayed;
    }
}
