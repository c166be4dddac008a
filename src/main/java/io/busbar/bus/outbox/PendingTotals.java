package io.busbar.bus.outbox;

import io.busbar.data.Total;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The differences that a transaction adds to totals: one for each key, and one statement for all keys of a total. */
final class PendingTotals {
    private final Map<Total<?>, Map<Object, Long>> differences = new LinkedHashMap<>();

    /** Adds a difference to those that the transaction has added to the same key. A key whose differences cancel each other is left out. */
    <K> void add(Total<K> total, K key, long difference) {
        Map<Object, Long> byKey = differences.computeIfAbsent(total, added -> new LinkedHashMap<>());
        long sum = byKey.getOrDefault(key, 0L) + difference;
        if (sum == 0) {
            byKey.remove(key);
        } else {
            byKey.put(key, sum);
        }
    }

    /** Returns the names of the locks that the transaction needs to write the differences. */
    Stream<String> lockNames() {
        return differences.entrySet().stream()
                .flatMap(added -> added.getValue().keySet().stream()
                        .map(key -> added.getKey().lockName(key)));
    }

    /** Sends the statements without waiting for them. The keys are locked already. */
    void write(Transaction tx, List<Future<?>> statements) {
        differences.forEach((total, byKey) -> {
            if (!byKey.isEmpty()) {
                statements.add(tx.query(total.sql(), total.parameters(byKey)).recover(total::report));
            }
        });
    }
}
