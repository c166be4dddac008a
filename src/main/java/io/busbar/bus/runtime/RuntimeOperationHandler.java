package io.busbar.bus.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Call;
import io.vertx.core.Future;

/** Runs the operations that a service hosts. It may throw a {@link io.busbar.bus.Failure} instead of failing the future. */
@FunctionalInterface
public interface RuntimeOperationHandler {

    /**
     * Runs one call.
     *
     * @param operation the version of the operation by which the request was validated and the response is sent
     * @param request   the valid request
     * @return the result of the type that {@link RuntimeResponse.BodyKind} names
     */
    Future<Object> handle(VersionedOperation operation, ObjectNode request, Call<Object> call);
}
