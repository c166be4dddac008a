package io.busbar.bus;

import io.vertx.core.http.HttpMethod;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a service answers, announces and pushes. A service has one, a constant of its contract interface; the interface's other constants
 * are the operations, events and pushes declared on it.
 */
public final class Contract {
    private final String service;
    private final String description;
    private final List<Class<?>> parts;
    private final List<Operation<?, ?>> operations = new ArrayList<>();
    private final List<Event<?>> events = new ArrayList<>();
    private final List<Push<?>> pushes = new ArrayList<>();
    private boolean initialized;

    private Contract(String service, String description, List<Class<?>> parts) {
        this.service = service;
        this.description = description;
        this.parts = parts;
    }

    /**
     * Opens a contract.
     *
     * @param service     the service's name: lower-case letters
     * @param description one sentence for the reference
     * @param parts       further interfaces whose constants declare operations and events of this service, for one that has many
     */
    public static Contract of(String service, String description, Class<?>... parts) {
        if (!service.matches("[a-z]{2,30}")) {
            throw new IllegalArgumentException("not a service name: " + service);
        }
        return new Contract(service, description, List.of(parts));
    }

    public OperationBuilder<Empty> get(String action, String path, String... aliases) {
        return declare(HttpMethod.GET, action, path, aliases);
    }

    public OperationBuilder<Empty> post(String action, String path, String... aliases) {
        return declare(HttpMethod.POST, action, path, aliases);
    }

    public OperationBuilder<Empty> put(String action, String path, String... aliases) {
        return declare(HttpMethod.PUT, action, path, aliases);
    }

    public OperationBuilder<Empty> delete(String action, String path, String... aliases) {
        return declare(HttpMethod.DELETE, action, path, aliases);
    }

    /** An operation that other services call over the bus and nobody else: it has no route. */
    public OperationBuilder<Empty> internal(String action) {
        return declare(HttpMethod.POST, action, "").allow(new Access.Internal());
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

    /**
     * Declares something that people's browsers hear of.
     *
     * @param type    whole as it stands on the wire: {@code newNotification}, {@code booking:requested}
     * @param payload the record that tells what happened
     */
    public <P extends Record> Push<P> push(String type, String summary, Class<P> payload) {
        if (!type.matches("[a-z][A-Za-z]{0,39}(:[a-z][A-Za-z]{0,39})?")) {
            throw new IllegalArgumentException("not a type of push: " + type);
        }
        if (pushes.stream().anyMatch(other -> other.type().equals(type))) {
            throw new IllegalStateException(type + " is declared twice");
        }
        Push<P> push = new Push<>(type, summary, payload);
        pushes.add(push);
        return push;
    }

    public String service() {
        return service;
    }

    public String description() {
        return description;
    }

    /** In the order of their declaration. */
    public List<Operation<?, ?>> operations() {
        initializeParts();
        return Collections.unmodifiableList(operations);
    }

    /** Those that clients can call. */
    public List<Operation<?, ?>> routes() {
        return operations().stream()
                .filter(operation -> !operation.isInternal())
                .toList();
    }

    public List<Event<?>> events() {
        initializeParts();
        return Collections.unmodifiableList(events);
    }

    public List<Push<?>> pushes() {
        initializeParts();
        return Collections.unmodifiableList(pushes);
    }

    /** The constants of an interface come to be when it is first used; the parts may not have been. */
    private synchronized void initializeParts() {
        if (!initialized) {
            initialized = true;
            parts.forEach(Contract::initialize);
        }
    }

    private static void initialize(Class<?> part) {
        try {
            MethodHandles.publicLookup().ensureInitialized(part);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(part + " must be public", e);
        }
    }

    void add(Operation<?, ?> operation) {
        if (operations.stream().anyMatch(other -> other.action().equals(operation.action()))) {
            throw new IllegalStateException(operation.name() + " is declared twice");
        }
        operations.add(operation);
    }

    private OperationBuilder<Empty> declare(HttpMethod method, String action, String path, String... aliases) {
        return new OperationBuilder<>(this, method, action, path, List.of(aliases), Empty.class);
    }
}
