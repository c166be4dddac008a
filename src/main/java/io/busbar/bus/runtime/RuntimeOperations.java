package io.busbar.bus.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The runtime operations: those that are declared as data while the cluster runs. They are stored in PostgreSQL; a change is in effect on
 * every node within a second, and a node that was paused or does not reach the database never routes by an older declaration.
 */
public interface RuntimeOperations {
    /** The largest number of runtime operations of a deployment. */
    int MAX_OPERATIONS = 2_000;

    /** The largest size of all sets of a deployment as JSON. Each node compiles them and keeps them in memory. */
    int MAX_BYTES = 8 << 20;

    /** The largest number of operations of a set. */
    int MAX_OPERATIONS_PER_SET = 200;

    /** The largest size of a set as JSON. */
    int MAX_SET_BYTES = 64 << 10;

    /**
     * Checks a set and compiles its schemas, which takes a while: call it before the change that stores the set. Fails with
     * VALIDATION_ERROR and names every problem by its JSON pointer into the set.
     */
    Future<CheckedOperationSet> check(OperationSet set);

    /**
     * Stores a set or replaces it. Fails with CONFLICT if the stored version is another one, and with VALIDATION_ERROR if an action or a
     * path is taken by another set, or if all sets together would have too many operations or bytes.
     *
     * @param readVersion the version that the caller has read and replaces; 0 for a set that is new
     * @return the new version
     */
    Future<Long> put(Tx tx, CheckedOperationSet set, long readVersion);

    /**
     * Removes a set. Fails with NOT_FOUND if there is none, and with CONFLICT if the stored version is another one.
     *
     * @param readVersion the version that the caller has read
     */
    Future<Void> remove(Tx tx, String name, long readVersion);

    /** Returns a stored set. */
    Future<Optional<VersionedOperationSet>> find(String name);

    /**
     * Calls an operation by its name, wherever in the cluster its service runs. Fails with NOT_FOUND if it is not declared, with
     * VALIDATION_ERROR if the request does not fit the declaration, and like {@link io.busbar.bus.Bus#call} otherwise.
     *
     * @return the result of the type that {@link RuntimeResponse.BodyKind} names
     */
    Future<Object> call(String service, String action, ObjectNode request, RequestContext requestContext);
}
