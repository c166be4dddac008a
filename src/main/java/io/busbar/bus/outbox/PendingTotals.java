package io.busbar.bus.outbox;

import io.busbar.data.Total;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The differences that a transaction adds to totals: one for each key, and one statement for all keys of a total. */
final class PendingTotals {
    private final Map<Total<?>, Map<Object, Long>> differences = new LinkedHashMap<>();

    /** Adds a difference to those that the transaction has added to the same key. */
    <K> void add(Total<K> total, K key, long difference) {
        differences.computeIfAbsent(total, added -> new LinkedHashMap<>()).merge(key, difference, Long::sum);
    }

    /** Returns the names of the locks that the transaction needs to write the differences. */
    Stream<String> lockNames() {
        return differences.entrySet().stream()
                .flatMap(added -> effective(added.getValue()).keySet().stream()
                        .map(key -> added.getKey().lockName(key)));
    }

    /** Sends the statements without waiting for them. The keys are locked already. */
    void write(Transaction tx, List<Future<?>> statements) {
        differences.forEach((total, byKey) -> {
            Map<Object, Long> effective = effective(byKey);
            if (!effective.isEmpty()) {
                statements.add(
                        tx.query(total.sql(), total.parameters(effective)).recover(total::report));
            }
        });
    }

    /** Leaves out keys whose differences cancel each other. */
    private static Map<Object, Long> effective(Map<Object, Long> byKey) {
        return byKey.entrySet().stream()
                .filter(difference -> difference.getValue() != 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, LinkedHashMap::new));
    }
}
