package io.busbar.bus.events;

import io.busbar.bus.RequestContext;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The data of other services that a handler needs. It is loaded before the handler's transaction opens, because a transaction holds a
 * database connection and locks and therefore calls no other service. Deliveries of one batch share a call of the loader.
 *
 * @param keys   returns the keys of the data that the handler of a message needs, such as IDs of people
 * @param loader loads the data of all keys of a batch; bindings with the same loader object share its calls
 * @param <P>    the payload of the message
 */
public record Lookup<P, K, V>(Function<P, Set<K>> keys, Loader<K, V> loader) {

    /** Loads the values of keys. */
    @FunctionalInterface
    public interface Loader<K, V> {
        /** Returns the values by key, without the keys that have none. There is at least one key. */
        Future<Map<K, V>> load(Set<K> keys, RequestContext requestContext);
    }
}
