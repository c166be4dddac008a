package io.busbar.bus;

import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.jobs.ExternalStep;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobRunner;
import io.busbar.bus.jobs.JobStep;
import io.busbar.bus.permissions.OwnerLookup;
import io.busbar.bus.permissions.ResourceType;
import io.busbar.bus.privacy.PersonalDataEraser;
import io.busbar.bus.runtime.RuntimeOperationHandler;
import io.busbar.bus.settings.Setting;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A service on one node. A subclass registers its operation handlers, subscribers and jobs in {@link #configure()}. The start fails if an
 * operation of the contract or of an extension point has no handler, a job has no step, a continuation has no subscriber, a resource type
 * has no owner, or the contract does not state which personal data the service holds.
 */
public abstract class ServiceVerticle extends VerticleBase {
    private final Contract contract;
    private final ServiceContext serviceContext;
    private final Map<String, OperationHandler<?, ?>> operationHandlers = new HashMap<>();
    private final List<EventSubscriber> subscribers = new ArrayList<>();
    private final Map<String, JobRunner<?>> jobRunners = new HashMap<>();
    private final Map<ResourceType, OwnerLookup> ownerLookups = new HashMap<>();
    private @Nullable PersonalDataEraser personalDataEraser;
    private @Nullable RuntimeOperationHandler runtimeOperationHandler;
    private Runnable unregister = () -> {};

    /** Runs one operation. May throw a {@link Failure} instead of failing the future. */
    @FunctionalInterface
    public interface OperationHandler<I, O> {
        Future<O> handle(I request, Call<O> call);
    }

    /** Runs one operation in the change that is all there is to it. May throw a {@link Failure} instead of failing the future. */
    @FunctionalInterface
    public interface ChangeHandler<I, O> {
        Future<O> handle(Tx tx, I request);
    }

    /** Runs such an operation with the call: for the caller's ID, for example. */
    @FunctionalInterface
    public interface CallChangeHandler<I, O> {
        Future<O> handle(Tx tx, I request, Call<O> call);
    }

    /** Runs on the thread that deploys the verticle: slow preparation belongs here and not on the event loop. */
    protected ServiceVerticle(Contract contract, ServiceContext serviceContext) {
        this.contract = contract;
        this.serviceContext = serviceContext;
        serviceContext.registrar().serviceHost().prepareReaders(contract);
    }

    /** Registers the handlers of all operations, the subscribers, the steps of all jobs, and the owners of objects. */
    protected abstract void configure();

    /** Handles an operation that needs its request only. */
    protected final <I, O> void on(Operation<I, O> operation, Function<I, Future<O>> handler) {
        on(operation, (request, call) -> handler.apply(request));
    }

    /** Handles an operation. */
    protected final <I, O> void on(Operation<I, O> operation, OperationHandler<I, O> operationHandler) {
        if (operationHandlers.put(operation.name(), operationHandler) != null) {
            throw new IllegalStateException(operation.name() + " has two handlers");
        }
    }

    /** Handles an operation that is nothing but a {@linkplain Call#change change}. Slow work that comes before a change needs {@link #on}. */
    protected final <I, O> void onChange(Operation<I, O> operation, ChangeHandler<I, O> handler) {
        on(operation, (request, call) -> call.change(tx -> handler.handle(tx, request)));
    }

    /** Handles an operation that is nothing but a change and depends on the caller. */
    protected final <I, O> void onChange(Operation<I, O> operation, CallChangeHandler<I, O> handler) {
        on(operation, (request, call) -> call.change(tx -> handler.handle(tx, request, call)));
    }

    protected final void subscribe(EventSubscriber subscriber) {
        subscribers.add(subscriber);
    }

    /** Runs the steps of a job in transactions. */
    protected final <S extends Record> JobRunner<S> run(Job<S> job, JobStep<S> step) {
        return register(JobRunner.of(job, step));
    }

    /** Runs the steps of a job without a transaction, because they call other services or have effects outside PostgreSQL. */
    protected final <S extends Record> JobRunner<S> run(Job<S> job, ExternalStep<S> step) {
        return register(JobRunner.of(job, step));
    }

    private <S extends Record> JobRunner<S> register(JobRunner<S> runner) {
        jobRunners.put(runner.job().type(), runner);
        return runner;
    }

    /**
     * Registers the owner lookup of a resource type. The lookup is not asked again until the object changes, so each change of an owner
     * calls {@link io.busbar.bus.permissions.TxPermissions#resourceChanged}, and each deletion {@code resourceDeleted}.
     */
    protected final void owns(ResourceType type, OwnerLookup lookup) {
        ownerLookups.put(type, lookup);
    }

    /** Erases what the service holds about a user, once the user's account is erased. */
    protected final void erasePersonalData(PersonalDataEraser eraser) {
        personalDataEraser = eraser;
    }

    /** Runs the operations that are declared at run time and hosted by this service. */
    protected final void hostOperations(RuntimeOperationHandler handler) {
        runtimeOperationHandler = handler;
    }

    /** Returns the value of a setting, or its default. Read a live setting each time it is used. */
    protected final <T> T setting(Setting<T> setting) {
        return serviceContext.settings().get(setting);
    }

    protected final ServiceContext serviceContext() {
        return serviceContext;
    }

    /** Returns the database, for reading. */
    protected final Database database() {
        return serviceContext.database();
    }

    /** Returns the bus, which calls other services. */
    protected final Bus bus() {
        return serviceContext.bus();
    }

    /** Completes when the service accepts calls. */
    @Override
    public final Future<?> start() {
        configure();
        checkContinuations(contract, subscribers);
        checkHosting();
        serviceContext
                .personalData()
                .erasureSubscriber(contract, personalDataEraser)
                .ifPresent(this::subscribe);
        subscribers.forEach(serviceContext.registrar().subscribers());
        contract.jobs().forEach(job -> serviceContext.registrar().jobs().accept(runnerOf(job)));
        unregister = register();
        return Future.succeededFuture();
    }

    /** Registers the owner lookups and then the handlers, or neither: a service whose start fails is not stopped. */
    private Runnable register() {
        Runnable removeLookups = serviceContext.registrar().permissions().register(contract, ownerLookups);
        try {
            Runnable removeHandlers = registerHandlers();
            return () -> {
                removeHandlers.run();
                removeLookups.run();
            };
        } catch (RuntimeException e) {
            removeLookups.run();
            throw e;
        }
    }

    private Runnable registerHandlers() {
        return serviceContext
                .registrar()
                .serviceHost()
                .register(
                        contract,
                        Map.copyOf(operationHandlers),
                        runtimeOperationHandler,
                        serviceContext.changes(),
                        serviceContext.registrar().permissions());
    }

    /** Fails unless exactly one subscriber handles each continuation, and no subscriber handles one of another service. */
    static void checkContinuations(Contract contract, List<? extends EventSubscriber> subscribers) {
        List<Continuation<?>> declared = contract.continuations();
        List<Continuation<?>> handled = subscribers.stream()
                .flatMap(subscriber -> subscriber.continuations().stream())
                .toList();
        for (Continuation<?> continuation : declared) {
            int count = Collections.frequency(handled, continuation);
            if (count != 1) {
                throw new IllegalStateException(
                        continuation.type() + " has " + (count == 0 ? "no subscriber" : "several subscribers"));
            }
        }
        handled.stream()
                .filter(continuation -> !declared.contains(continuation))
                .forEach(continuation -> {
                    throw new IllegalStateException(continuation.type() + " is private to another service");
                });
    }

    private void checkHosting() {
        if (contract.operationPrefix().isPresent() && runtimeOperationHandler == null) {
            throw new IllegalStateException(contract.service()
                    + " hosts operations and does not run them; call hostOperations(…) in configure()");
        }
        if (contract.operationPrefix().isEmpty() && runtimeOperationHandler != null) {
            throw new IllegalStateException(contract.service()
                    + " runs operations that its contract does not host; declare hostsOperations(…)");
        }
    }

    private JobRunner<?> runnerOf(Job<?> job) {
        JobRunner<?> runner = jobRunners.get(job.type());
        if (runner == null) {
            throw new IllegalStateException(job.type() + " has no step");
        }
        return runner;
    }

    @Override
    public final Future<?> stop() {
        unregister.run();
        return onStop();
    }

    /** Releases what {@link #configure()} acquired beyond handlers and subscribers. */
    protected Future<?> onStop() {
        return Future.succeededFuture();
    }
}
