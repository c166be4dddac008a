package io.busbar.bus.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of backlogs that are measured together, such as those of all subscribers. Each gauge has one value per backlog.
 *
 * @param <B> the backlog
 */
public final class BacklogGauges<B> {
    private final MeterRegistry meterRegistry;
    private final String tag;
    private final Function<B, String> tagValue;
    private final Map<MultiGauge, ToDoubleFunction<B>> gauges = new LinkedHashMap<>();

    /** Creates gauges whose values are told apart by this tag. */
    public BacklogGauges(MeterRegistry meterRegistry, String tag, Function<B, String> tagValue) {
        this.meterRegistry = meterRegistry;
        this.tag = tag;
        this.tagValue = tagValue;
    }

    /** Adds a gauge. */
    public BacklogGauges<B> add(String name, String description, ToDoubleFunction<B> value) {
        gauges.put(MultiGauge.builder(name).description(description).register(meterRegistry), value);
        return this;
    }

    /** Replaces the values of all gauges. A backlog that is not among these has no value any more. */
    public void update(List<B> backlogs) {
        gauges.forEach((gauge, value) -> gauge.register(
                backlogs.stream()
                        .map(backlog -> MultiGauge.Row.of(Tags.of(tag, tagValue.apply(backlog)), backlog, value))
                        .toList(),
                true));
    }
}
