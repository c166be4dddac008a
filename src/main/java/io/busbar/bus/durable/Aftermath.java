package io.busbar.bus.durable;

import io.busbar.bus.Revocation;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What others have to hear of once the transaction has committed: which slots of which subscribers have something new, which tokens are
 * void, what was pushed.
 */
final class Aftermath {
    private final Map<String, BitSet> slots = new HashMap<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private final List<StoredPush> pushes = new ArrayList<>();

    /** Takes rows of {@code subscriber, slot}. */
    void add(RowSet<Row> rows) {
        for (Row row : rows) {
            slots.computeIfAbsent(row.getString("subscriber"), name -> new BitSet(DeliveryWorker.SLOTS))
                    .set(row.getShort("slot"));
        }
    }

    void revoked(List<Revocation> tokens) {
        revocations.addAll(tokens);
    }

    void pushed(List<StoredPush> stored) {
        pushes.addAll(stored);
    }

    void each(BiConsumer<String, BitSet> woken) {
        slots.forEach(woken);
    }

    List<Revocation> revocations() {
        return Collections.unmodifiableList(revocations);
    }

    List<StoredPush> pushes() {
        return Collections.unmodifiableList(pushes);
    }
}
