package io.busbar.bus.durable;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Which slots of which subscribers have something new, once the transaction has committed. */
final class ReadySlots {
    private final Map<String, BitSet> slots = new HashMap<>();

    /** Takes rows of {@code subscriber, slot}. */
    void add(RowSet<Row> rows) {
        for (Row row : rows) {
            slots.computeIfAbsent(row.getString("subscriber"), name -> new BitSet(DeliveryWorker.SLOTS))
                    .set(row.getShort("slot"));
        }
    }

    void each(BiConsumer<String, BitSet> woken) {
        slots.forEach(woken);
    }
}
