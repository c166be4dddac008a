package io.busbar.bus.outbox.delivery;

import io.busbar.bus.RequestContext;
import io.busbar.bus.events.Lookup;
import io.busbar.bus.events.Subscriber;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Loads what the handlers of several deliveries need from other services, with one call of each loader. */
final class LookupLoading {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Subscriber subscriber;

    LookupLoading(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    /** Fails if a loader fails or a payload can't be read. */
    Future<LoadedLookups> load(List<Delivery> deliveries) {
        Map<Lookup.Loader<?, ?>, Set<Object>> keysByLoader = new HashMap<>();
        try {
            deliveries.forEach(delivery -> addKeys(delivery, keysByLoader));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        RequestContext requestContext = RequestContext.system(subscriber.name(), TIMEOUT);
        Map<Lookup.Loader<?, ?>, Map<?, ?>> values = new HashMap<>();
        List<Future<?>> loading = new ArrayList<>();
        keysByLoader.forEach((loader, keys) ->
                loading.add(load(loader, keys, requestContext).onSuccess(loaded -> values.put(loader, loaded))));
        Set<Long> ids = deliveries.stream().map(Delivery::id).collect(Collectors.toSet());
        return Future.all(loading).map(loaded -> new LoadedLookups(ids, values));
    }

    private void addKeys(Delivery delivery, Map<Lookup.Loader<?, ?>, Set<Object>> keysByLoader) {
        Subscriber.EventBinding<?, ?, ?> binding = subscriber.bindings().get(delivery.type());
        if (binding != null) {
            addKeys(binding, delivery, keysByLoader);
        }
    }

    private static <P, K, V> void addKeys(
            Subscriber.EventBinding<P, K, V> binding,
            Delivery delivery,
            Map<Lookup.Loader<?, ?>, Set<Object>> keysByLoader) {
        Lookup<P, K, V> lookup = binding.lookup();
        if (lookup == null) {
            return;
        }
        Set<K> keys = lookup.keys().apply(delivery.readPayload(binding.messageType()));
        if (!keys.isEmpty()) {
            keysByLoader
                    .computeIfAbsent(lookup.loader(), loader -> new HashSet<>())
                    .addAll(keys);
        }
    }

    /** Calls a loader. The cast is safe: the keys are those of the lookups with this loader. */
    @SuppressWarnings("unchecked")
    private static <K, V> Future<Map<K, V>> load(
            Lookup.Loader<K, V> loader, Set<Object> keys, RequestContext requestContext) {
        try {
            return loader.load((Set<K>) keys, requestContext).timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
