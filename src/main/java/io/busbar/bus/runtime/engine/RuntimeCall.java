package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.bus.concurrent.OnContext;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * One call of a runtime operation. It is attempted again if the declaration of the operation changes meanwhile, and continues on the context of
 * its caller: snapshots are read and schemas are compiled on other threads.
 */
final class RuntimeCall {
    private final Context callerContext;
    private final OperationSetView view;
    private final Bus bus;
    private final String name;
    private final ObjectNode request;
    private final RequestContext requestContext;
    private int attempts;

    RuntimeCall(
            Context callerContext,
            OperationSetView view,
            Bus bus,
            String name,
            ObjectNode request,
            RequestContext requestContext) {
        this.callerContext = callerContext;
        this.view = view;
        this.bus = bus;
        this.name = name;
        this.request = request;
        this.requestContext = requestContext;
    }

    Future<Object> start() {
        return resume(view.current()).compose(this::route);
    }

    private Future<Object> route(OperationSnapshot snapshot) {
        SnapshotOperation found = snapshot.find(name);
        if (found == null) {
            return Future.failedFuture(Failure.notFound("There is no operation " + name));
        }
        attempts++;
        return resume(found.whenCompiled())
                .map(compiled -> found.reader().read(request.deepCopy(), true))
                .compose(valid -> bus.call(found.operation(), valid, requestContext))
                .recover(cause -> resume(view.snapshotForRetry(cause, attempts)).compose(this::route));
    }

    private <T> Future<T> resume(Future<T> future) {
        return OnContext.resume(callerContext, future);
    }
}
