package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.runtime.RuntimeOperationHandler;
import io.busbar.bus.runtime.RuntimeResponse;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.data.listing.Page;
import io.vertx.core.Future;
import java.util.Optional;

/** The runtime operations of one service on a node that runs it. */
public final class HostedOperations {
    private final String service;
    private final OperationSetView view;
    private final RuntimeOperationHandler handler;

    /** An operation that is declared as its caller knows it, and its handler. */
    public record HostedOperation(
            Operation<ObjectNode, Object> operation,
            RequestReader<ObjectNode> reader,
            OperationHandler<ObjectNode, Object> handler) {}

    public HostedOperations(String service, OperationSetView view, RuntimeOperationHandler handler) {
        this.service = service;
        this.view = view;
        this.handler = handler;
    }

    /**
     * Finds an operation; empty if no operation has this name. Fails with {@link StaleDeclarationException} if the caller knows an older
     * declaration, and with SERVICE_UNAVAILABLE if the declarations can't be read or the operation can't be compiled.
     *
     * @param version       the version that the caller knows; 0 if it knows none, as a program that is not part of the cluster
     * @param isFromCluster whether the caller is a node of the cluster: only its version can make this node read the declarations
     */
    public Future<Optional<HostedOperation>> find(String action, long version, boolean isFromCluster) {
        return view.current()
                .compose(snapshot -> isFromCluster && version > snapshot.revision()
                        ? view.atLeast(version)
                        : Future.succeededFuture(snapshot))
                .compose(snapshot -> find(snapshot, service + "." + action, version));
    }

    private Future<Optional<HostedOperation>> find(OperationSnapshot snapshot, String name, long version) {
        SnapshotOperation found = snapshot.find(name);
        if (version != 0 && (found == null || version != found.versioned().version())) {
            return Future.failedFuture(new StaleDeclarationException(name, snapshot.revision()));
        }
        return found == null
                ? Future.succeededFuture(Optional.empty())
                : found.whenCompiled()
                        .map(compiled ->
                                Optional.of(new HostedOperation(found.operation(), found.reader(), handlerOf(found))));
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
