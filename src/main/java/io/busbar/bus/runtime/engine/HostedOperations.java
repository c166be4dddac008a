package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.bus.runtime.RuntimeOperationHandler;
import io.busbar.data.listing.Page;
import io.vertx.core.Future;

/** The runtime operations of one service on a node that runs it. */
public final class HostedOperations {
    private final String service;
    private final OperationSetView view;
    private final RuntimeOperationHandler handler;

    /** The operation that a call asks for, as this node finds it in a current snapshot. */
    public sealed interface Lookup {
        /** The operation is declared as the caller knows it. */
        record MatchingOperation(SnapshotOperation operation, OperationHandler<ObjectNode, Object> handler)
                implements Lookup {}

        /** The caller knows an older declaration; it needs a snapshot of at least this revision. */
        record OutdatedCaller(long revision) implements Lookup {}

        /** No operation has this name. */
        record UnknownOperation() implements Lookup {}
    }

    public HostedOperations(String service, OperationSetView view, RuntimeOperationHandler handler) {
        this.service = service;
        this.view = view;
        this.handler = handler;
    }

    /**
     * Finds an operation. Fails with SERVICE_UNAVAILABLE if the declarations can't be read or the operation can't be compiled.
     *
     * @param version       the version that the caller knows; 0 if it knows none, as a program that is not part of the cluster
     * @param isFromCluster whether the caller is a node of the cluster: only its version can make this node read the declarations
     */
    public Future<Lookup> find(String action, long version, boolean isFromCluster) {
        return view.current()
                .compose(snapshot -> isFromCluster && version > snapshot.revision()
                        ? view.atLeast(version)
                        : Future.succeededFuture(snapshot))
                .compose(snapshot -> find(snapshot, action, version));
    }

    private Future<Lookup> find(OperationSnapshot snapshot, String action, long version) {
        SnapshotOperation found = snapshot.find(service + "." + action);
        if (found != null && (version == 0 || version == found.versioned().version())) {
            return found.whenCompiled().map(compiled -> new Lookup.MatchingOperation(found, handlerOf(found)));
        }
        return Future.succeededFuture(
                version == 0 ? new Lookup.UnknownOperation() : new Lookup.OutdatedCaller(snapshot.revision()));
    }

    private OperationHandler<ObjectNode, Object> handlerOf(SnapshotOperation found) {
        return (request, call) ->
                handler.handle(found.versioned(), request, call).map(result -> requireKind(found, result));
    }

    private static Object requireKind(SnapshotOperation found, Object result) {
        RuntimeResponse.BodyKind kind =
                found.versioned().declaration().response().kind();
        boolean fits = switch (kind) {
            case OBJECT -> result instanceof ObjectNode;
            case ARRAY -> result instanceof ListResult;
            case PAGE -> result instanceof Page;
            case NONE -> result instanceof Empty;
        };
        if (!fits) {
            throw new IllegalStateException(
                    found.operation().name() + " declares " + kind + " and returned " + result.getClass());
        }
        return result;
    }
}
