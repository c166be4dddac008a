package io.busbar.bus;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who wants to hear of events, and what it does on each. A subscriber's effect and the end of the delivery commit together; a failure
 * is tried again with growing pauses, and after the last attempt the delivery becomes a dead letter and its key moves on.
 */
public final class Subscriber {
    private final String name;
    private final Map<String, Reaction<?>> reactions = new LinkedHashMap<>();
    private boolean outside;
    private int attempts = 10;
    private Duration firstPause = Duration.ofSeconds(1);

    /** What a subscriber does when an event reaches it. */
    @FunctionalInterface
    public interface Effect<P> {
        Future<?> apply(Tx tx, Occurrence<P> occurrence);
    }

    /** One event and what is done on it. */
    public record Reaction<P>(Event<P> event, Effect<P> effect) {}

    /** Names a subscriber. The name is unique in the deployment and never reused for another purpose: {@code notifications.booking}. */
    public Subscriber(String name) {
        this.name = name;
    }

    public <P extends Record> Subscriber on(Event<P> event, Effect<P> effect) {
        if (reactions.put(event.type(), new Reaction<>(event, effect)) != null) {
            throw new IllegalStateException(name + " reacts twice to " + event.type());
        }
        return this;
    }

    /** Its effects reach outside PostgreSQL (mail, webhooks), so each runs alone and may run again after a crash. */
    public Subscriber outside() {
        outside = true;
        return this;
    }

    /** Attempts before it becomes a dead letter, and the pause after the first; it doubles up to an hour, with jitter. */
    public Subscriber attempts(int most, Duration pause) {
        attempts = most;
        firstPause = pause;
        return this;
    }

    public String name() {
        return name;
    }

    public Map<String, Reaction<?>> reactions() {
        return Map.copyOf(reactions);
    }

    public boolean isOutside() {
        return outside;
    }

    public int attempts() {
        return attempts;
    }

    public Duration firstPause() {
        return firstPause;
    }
}
