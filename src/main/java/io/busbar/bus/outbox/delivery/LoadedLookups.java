package io.busbar.bus.outbox.delivery;

import io.busbar.bus.events.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data of other services that was loaded for the deliveries of a batch before its transaction. */
final class LoadedLookups {
    /** For subscribers without lookups: any delivery can be handled. */
    static final LoadedLookups NONE = new LoadedLookups(null, Map.of());

    /**
     * A process can be paused between the loading and the commit, and what it has loaded, such as the name of a person, may be erased
     * meanwhile. Older data is therefore not written.
     */
    private static final Duration MAX_AGE = Duration.ofSeconds(30);

    private final @Nullable Set<Long> deliveryIds;
    private final Map<Lookup.Loader<?, ?>, Map<?, ?>> valuesByLoader;
    private final long loadedNanos = System.nanoTime();

    /**
     * Creates the result of lookups, of which the age counts from now.
     *
     * @param deliveryIds the deliveries that can be handled with it; null if all can
     */
    LoadedLookups(@Nullable Set<Long> deliveryIds, Map<Lookup.Loader<?, ?>, Map<?, ?>> valuesByLoader) {
        this.deliveryIds = deliveryIds;
        this.valuesByLoader = valuesByLoader;
    }

    /** Returns the deliveries before the first whose data was not loaded. */
    List<Delivery> leadingLoaded(List<Delivery> deliveries) {
        Set<Long> loadedIds = deliveryIds;
        return loadedIds == null
                ? deliveries
                : deliveries.stream()
                        .takeWhile(delivery -> loadedIds.contains(delivery.id()))
                        .toList();
    }

    /** Returns the values of a lookup. The cast is safe: the values were loaded by the lookup's own loader. */
    @SuppressWarnings("unchecked")
    <K, V> Map<K, V> valuesOf(@Nullable Lookup<?, K, V> lookup) {
        Map<?, ?> values = lookup == null ? null : valuesByLoader.get(lookup.loader());
        return values == null ? Map.of() : (Map<K, V>) values;
    }

    /** Fails if the data is too old to be written. */
    void requireRecent() {
        if (deliveryIds != null && System.nanoTime() - loadedNanos > MAX_AGE.toNanos()) {
            throw new IllegalStateException("The data of other services was loaded too long ago");
        }
    }
}
