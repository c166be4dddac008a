package io.busbar.bus;

import io.busbar.bus.jobs.Job;
import io.busbar.bus.notifications.NotificationBuilder;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.bus.permissions.OperationResource;
import io.busbar.bus.permissions.ResourceType;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.bus.privacy.PersonalData;
import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.settings.SettingRule;
import io.busbar.bus.timers.CronSchedule;
import io.busbar.bus.timers.Recurring;
import io.busbar.bus.timers.Tick;
import io.vertx.core.http.HttpMethod;
import java.lang.invoke.MethodHandles;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations, events, pushes, jobs, notifications, resource types and settings of one service, its private continuations and recurring
 * timers, and the personal data that it holds. A service has one contract, a constant of its contract interface; the other constants of
 * that interface are declared on it.
 */
public final class Contract {
    private final String service;
    private final String description;
    private final List<Class<?>> parts;
    private final List<Operation<?, ?>> operations = new ArrayList<>();
    private final List<Event<?>> events = new ArrayList<>();
    private final List<Continuation<?>> continuations = new ArrayList<>();
    private final List<Push<?>> pushes = new ArrayList<>();
    private final List<Job<?>> jobs = new ArrayList<>();
    private final List<NotificationType<?>> notifications = new ArrayList<>();
    private final List<ResourceType> resources = new ArrayList<>();
    private final SettingGroup settings;
    private List<Contract> extensionPoints = List.of();
    private @Nullable PersonalData personalData;
    private @Nullable String operationPrefix;
    private @Nullable String eventSubject;
    private boolean initialized;

    private Contract(String service, String description, List<Class<?>> parts) {
        this.service = service;
        this.description = description;
        this.parts = parts;
        this.settings = new SettingGroup(service);
    }

    /**
     * Creates the contract of a service.
     *
     * @param service     the service's name, in lower-case letters
     * @param description one sentence for the API reference
     * @param parts       further types whose constants belong to this contract
     */
    public static Contract of(String service, String description, Class<?>... parts) {
        if (!service.matches("[a-z]{2,30}")) {
            throw new IllegalArgumentException("Invalid service name: " + service);
        }
        return new Contract(service, description, List.of(parts));
    }

    /**
     * States that this service handles the operations of these extension points. An extension point is a contract of internal operations
     * that a service calls without knowing which one handles them; so the service that declares it does not depend on that one.
     */
    public Contract implementing(Contract... implemented) {
        extensionPoints = List.of(implemented);
        return this;
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

    /** Declares an operation that only other services can call: it has no route. */
    public OperationBuilder<Empty> internal(String action) {
        return declare(HttpMethod.POST, action, "").allow(new Access.Internal());
    }

    /**
     * States what all events of this service are about, as the audit names it: {@code user}. Without this an event is about what the first
     * word of its type names.
     */
    public Contract eventsAbout(String subject) {
        eventSubject = subject;
        return this;
    }

    /**
     * Declares an event of this service.
     *
     * @param type    dotted and in the past tense, such as {@code service.created}; the service's name is put in front
     * @param payload the record that describes what happened
     */
    public <P extends Record> Event<P> event(String type, String summary, Class<P> payload) {
        String subject = eventSubject == null ? type.split("\\.", -1)[0] : eventSubject;
        Event<P> event = new Event<>(requireUnused(service + "." + type), subject, summary, payload);
        events.add(event);
        return event;
    }

    /**
     * Declares a continuation: work that this service does next, for itself.
     *
     * @param type    dotted, such as {@code hold.due}; the service's name is put in front
     * @param payload the record that each one carries
     */
    public <P extends Record> Continuation<P> continuation(String type, Class<P> payload) {
        Continuation<P> continuation = new Continuation<>(requireUnused(service + "." + type), payload);
        continuations.add(continuation);
        return continuation;
    }

    private String requireUnused(String type) {
        return requireUnused(type, Stream.concat(events.stream(), continuations.stream()), MessageType::type);
    }

    private static <T> String requireUnused(String name, Stream<? extends T> declared, Function<T, String> nameOf) {
        if (declared.anyMatch(other -> nameOf.apply(other).equals(name))) {
            throw new IllegalStateException(name + " is declared twice");
        }
        return name;
    }

    /**
     * Declares a recurring timer of this service.
     *
     * @param type dotted, such as {@code cleanup}; the service's name is put in front
     * @param cron minute, hour, day of month, month and day of week, such as {@code 0 3 * * *}
     * @param zone the time zone of the expression
     */
    public Recurring recurring(String type, String cron, ZoneId zone) {
        try {
            CronSchedule schedule = CronSchedule.parse(cron, zone);
            return new Recurring(continuation(type, Tick.class), schedule);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s.%s has an invalid cron expression, %s: %s".formatted(service, type, cron, e.getMessage()), e);
        }
    }

    /**
     * Declares a push: a message to a user's browsers.
     *
     * @param type    the complete type as sent to browsers, such as {@code newNotification} or {@code booking:requested}
     * @param payload the record that describes what happened
     */
    public <P extends Record> Push<P> push(String type, String summary, Class<P> payload) {
        return add(new Push<>(type, summary, payload));
    }

    /** Declares a state push: only its latest value counts, so it is neither numbered nor stored. */
    public <P extends Record> Push<P> statePush(String type, String summary, Class<P> payload) {
        return add(new Push<>(type, summary, payload, false));
    }

    /** Declares a push that the kernel sends in the name of this service. */
    public <P extends Record> Push<P> push(Push<P> push) {
        return add(push);
    }

    private <P extends Record> Push<P> add(Push<P> push) {
        String type = push.type();
        if (!type.matches("[a-z][A-Za-z]{0,39}(:[a-z][A-Za-z]{0,39})?")) {
            throw new IllegalArgumentException("Invalid push type: " + type);
        }
        requireUnused(type, pushes.stream(), Push::type);
        pushes.add(push);
        return push;
    }

    /**
     * Declares a job: work that takes longer than a request and runs in steps.
     *
     * @param name  the job's name within the service
     * @param state the record that holds everything the next step needs to know
     */
    public <S extends Record> Job<S> job(String name, String summary, Class<S> state) {
        Job<S> job = new Job<>(service + "." + name, summary, state);
        requireUnused(job.type(), jobs.stream(), Job::type);
        jobs.add(job);
        return job;
    }

    /**
     * Declares a notification about an event of this service. Of the notifications about one event, a user gets the first that fits, in the
     * order of their declarations.
     *
     * @param type the name of the notification, such as {@code booking.confirmed}; it is unique in the deployment
     */
    public <P extends Record> NotificationBuilder<P> notification(String type, Event<P> event) {
        return new NotificationBuilder<>(service, type, event, this::add);
    }

    /**
     * Declares a kind of object that users own or share. The service must say who owns its objects.
     *
     * @param name the name of one object in messages, such as {@code review}
     */
    public ResourceType resource(String name) {
        return add(new ResourceType(service, name, false));
    }

    /** Declares a kind of object of which callers without access must not learn that it exists: they get 404 instead of 403. */
    public ResourceType hiddenResource(String name) {
        return add(new ResourceType(service, name, true));
    }

    private ResourceType add(ResourceType resource) {
        requireUnused(resource.fullName(), resources.stream(), ResourceType::fullName);
        resources.add(resource);
        return resource;
    }

    /** Declares a setting of this service. */
    public <T> Setting<T> setting(Setting<T> setting) {
        return settings.add(setting);
    }

    /** Adds a rule for settings that depend on each other. */
    public SettingRule settingRule(SettingRule rule) {
        return settings.rule(rule);
    }

    /**
     * States that the service hosts operations that are declared at run time.
     *
     * @param pathPrefix their paths begin with it: {@code /collections}
     */
    public Contract hostsOperations(String pathPrefix) {
        if (!pathPrefix.matches("(/[a-z][a-z0-9-]*)+")) {
            throw new IllegalArgumentException("Invalid path prefix: " + pathPrefix);
        }
        operationPrefix = pathPrefix;
        return this;
    }

    /** States which personal data the service holds. The service then exports it, if exports contain any of it, and erases it. */
    public PersonalData holdsPersonalData(DataCategory... categories) {
        PersonalData statement = new PersonalData(this, List.of(categories));
        statePersonalData(statement);
        return statement;
    }

    /** States that the service holds no personal data. */
    public Contract holdsNoPersonalData() {
        statePersonalData(new PersonalData(this, List.of()));
        return this;
    }

    private void statePersonalData(PersonalData statement) {
        if (personalData != null) {
            throw new IllegalStateException(service + " states twice which personal data it holds");
        }
        personalData = statement;
    }

    public String service() {
        return service;
    }

    /** Returns the prefix of the paths of operations that are declared at run time; empty if the service hosts none. */
    public Optional<String> operationPrefix() {
        return Optional.ofNullable(operationPrefix);
    }

    public String description() {
        return description;
    }

    /** Returns this contract and the extension points that the service implements. */
    public List<Contract> withExtensionPoints() {
        return Stream.concat(Stream.of(this), extensionPoints.stream()).toList();
    }

    /** Returns the operations in the order of their declaration. */
    public List<Operation<?, ?>> operations() {
        initializeParts();
        return Collections.unmodifiableList(operations);
    }

    /** Returns the operations that clients can call. */
    public List<Operation<?, ?>> routes() {
        return operations().stream()
                .filter(operation -> !operation.isInternal())
                .toList();
    }

    public List<Event<?>> events() {
        initializeParts();
        return Collections.unmodifiableList(events);
    }

    /** Returns the continuations, including the ticks of the recurring timers. */
    public List<Continuation<?>> continuations() {
        initializeParts();
        return Collections.unmodifiableList(continuations);
    }

    public List<Push<?>> pushes() {
        initializeParts();
        return Collections.unmodifiableList(pushes);
    }

    public List<Job<?>> jobs() {
        initializeParts();
        return Collections.unmodifiableList(jobs);
    }

    /** Returns the notifications in the order of their declaration. */
    public List<NotificationType<?>> notifications() {
        initializeParts();
        return Collections.unmodifiableList(notifications);
    }

    /** Returns the kinds of objects that users own or share. */
    public List<ResourceType> resources() {
        initializeParts();
        return Collections.unmodifiableList(resources);
    }

    /** Returns the settings of the service and their rules. */
    public SettingGroup settings() {
        initializeParts();
        return settings;
    }

    /**
     * Returns what the contract states about personal data.
     *
     * @throws IllegalStateException if it states nothing, or contradicts itself
     */
    public PersonalData personalData() {
        initializeParts();
        if (personalData == null) {
            throw new IllegalStateException(
                    "%s does not state which personal data it holds; declare it with %s.holdsPersonalData(DataCategory.of(…)…), or add .holdsNoPersonalData() to Contract.of(\"%s\", …)"
                            .formatted(service, service.toUpperCase(Locale.ROOT), service));
        }
        personalData.requireConsistent();
        return personalData;
    }

    /** Initializes the parts: the JVM creates the constants of a type at its first use, which may not have happened yet. */
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

    private void add(NotificationType<?> notification) {
        requireUnused(notification.type(), notifications.stream(), NotificationType::type);
        notifications.add(notification);
    }

    void add(Operation<?, ?> operation) {
        requireUnused(operation.name(), operations.stream(), Operation::name);
        OperationResource.requireSameRule(operation, operations);
        operations.add(operation);
    }

    private OperationBuilder<Empty> declare(HttpMethod method, String action, String path, String... aliases) {
        return new OperationBuilder<>(this, method, action, path, List.of(aliases), Empty.class);
    }
}
