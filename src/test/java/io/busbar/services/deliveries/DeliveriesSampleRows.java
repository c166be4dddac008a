package io.busbar.services.deliveries;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class DeliveriesSampleRows implements SampleRows {
    @Override
    public List<String> items() {
        return List.of("""
            with event as (insert into bus.event (type, key, payload) select 'listed.event', 'key', '{}' from {other} returning id)
            insert into bus.dead_letter (id, subscriber, event_id, key, attempts, last_error)
            select row_number() over () + 1000000, 'listed.subscriber', id, 'key', 10, 'An error.' from event""");
    }

    @Override
    public List<String> longestTexts() {
        return List.of("update bus.dead_letter set last_error = repeat('{c}', 500)");
    }

    @Override
    public List<String> lists() {
        return List.of("/deliveries/dead-letters?", "/deliveries/dead-letters?subscriber=listed.subscriber");
    }

    /** Dead letters belong to nobody and are numbered. */
    @Override
    public Map<String, String> objects() {
        return Map.of("/deliveries/dead-letters/{id}", "select 1");
    }
}
