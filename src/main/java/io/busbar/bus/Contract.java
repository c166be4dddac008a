package io.busbar.bus;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a service answers and announces. A service has one, a constant of its contract interface; the interface's other constants are
 * the operations and events declared on it.
 */
public final class Contract {
    private final String service;
    private final String description;
    private final List<Operation<?, ?>> operations = new ArrayList<>();
    private final List<Event<?>> events = new ArrayList<>();

    private Contract(String service, String description) {
        this.service = service;
        this.description = description;
    }

    /**
     * Opens a contract.
     *
     * @param service     the service's name: lower-case letters
     * @param description one sentence for the reference
     */
    public static Contract of(String service, String description) {
        if (!service.matches("[a-z]{2,30}")) {
            throw new IllegalArgumentException("not a service name: " + service);
        }
        return new Contract(service, description);
    }

    public Declaration<Nothing> get(String action, String path, String... aliases) {
        return declare(HttpMethod.GET, action, path, aliases);
    }

    public Declaration<Nothing> post(String action, String path, String... aliases) {
        return declare(HttpMethod.POST, action, path, aliases);
    }

    public Declaration<Nothing> put(String action, String path, String... aliases) {
        return declare(HttpMethod.PUT, action, path, aliases);
    }

    public Declaration<Nothing> delete(String action, String path, String... aliases) {
        return declare(HttpMethod.DELETE, action, path, aliases);
    }

    /**
     * Declares something this service announces.
     *
     * @param type    dotted and in the past tense: {@code service.created}; the full name gets the service in front
     * @param payload the record that tells what happened
     */
    public <P extends Record> Event<P> event(String type, String summary, Class<P> payload) {
        Event<P> event = new Event<>(service + "." + type, summary, payload);
        events.add(event);
        return event;
    }

    public String service() {
        return service;
    }

    public String description() {
        return description;
    }

    /** In the order of their declaration. */
    public List<Operation<?, ?>> operations() {
        return Collections.unmodifiableList(operations);
    }

    public List<Event<?>> events() {
        return Collections.unmodifiableList(events);
    }

    void add(Operation<?, ?> operation) {
        if (operations.stream().anyMatch(other -> other.action().equals(operation.action()))) {
            throw new IllegalStateException(operation.name() + " is declared twice");
        }
        operations.add(operation);
    }

    private Declaration<Nothing> declare(HttpMethod method, String action, String path, String... aliases) {
        return new Declaration<>(this, method, action, path, List.of(aliases), Nothing.class);
    }
}
