package io.busbar.bus.runtime.engine;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.concurrent.FreshPoll;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.bus.runtime.VersionedOperationSet;
import io.busbar.bus.runtime.engine.OperationSetStore.StoredSet;
import io.busbar.bus.runtime.engine.OperationSetStore.StoredSets;
import io.busbar.bus.runtime.engine.OperationSnapshot.SnapshotSet;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime operations as this node knows them: one snapshot, which is replaced as a whole. No snapshot is used for longer than 250 ms
 * after it was replaced in the database, whatever happens to this node ({@link FreshPoll}). Compiling the schemas of a set takes up to
 * seconds, so it begins when its snapshot is in effect: only requests for operations of the set wait for it. A deployment in which no
 * service hosts operations reads nothing. This class is thread-safe.
 */
public final class OperationSetView {
    private static final Logger LOG = LoggerFactory.getLogger(OperationSetView.class);

    /** How often a call is routed in all if the declaration of its operation changes meanwhile. */
    private static final int MAX_ROUTINGS = 3;

    /** The maximum number of polls for a revision that another node has read. */
    private static final int MAX_POLLS_FOR_REVISION = 3;

    private static final ExecutorLimits COMPILATION_LIMITS =
            new ExecutorLimits(1, 100, "The operations are being compiled", Duration.ofSeconds(1));

    private final Supplier<Future<Void>> read;
    private final Supplier<Future<Void>> compile;
    private final CodeOperations codeOperations;
    private final Map<String, Contract> hosts;
    /** Null if there are no hosts. */
    private final @Nullable FreshPoll freshPoll;

    private final List<Consumer<OperationSnapshot>> listeners = new ArrayList<>();
    private volatile OperationSnapshot snapshot = OperationSnapshot.EMPTY;

    /**
     * Creates a view that reads nothing yet.
     *
     * @param contracts the contracts of all services, whichever node runs them
     */
    public OperationSetView(Vertx vertx, Database database, List<Contract> contracts, BoundedExecutors executors) {
        OperationSetStore store = new OperationSetStore(database);
        BoundedExecutor compiler = executors.get("operation-set-compiler", COMPILATION_LIMITS);
        this.read = () -> readNew(store);
        this.compile = () -> compiler.runOnWorker(Instant.MAX, this::compileAll);
        this.codeOperations = new CodeOperations(contracts);
        this.hosts = codeOperations.hosts();
        this.freshPoll = hosts.isEmpty() ? null : new FreshPoll(vertx, "operation sets", read);
    }

    private OperationSetView() {
        this.read = Future::succeededFuture;
        this.compile = Future::succeededFuture;
        this.codeOperations = new CodeOperations(List.of());
        this.hosts = Map.of();
        this.freshPoll = null;
    }

    /** Returns the view of a deployment in which no service hosts operations. */
    public static OperationSetView withoutHosts() {
        return new OperationSetView();
    }

    /** Reads all sets and compiles them, however long that takes, then polls for changes. */
    public Future<Void> start() {
        FreshPoll poll = freshPoll;
        return poll == null
                ? Future.succeededFuture()
                : read.get().compose(read -> compile.get()).compose(compiled -> poll.start());
    }

    /** Returns whether any service hosts runtime operations. */
    public boolean hasHosts() {
        return !hosts.isEmpty();
    }

    /** Returns whether this service hosts runtime operations. */
    public boolean isHost(String service) {
        return hosts.containsKey(service);
    }

    /** Returns whether {@link #snapshot} has everything that was committed 250 ms ago. */
    public boolean isCurrent() {
        return freshPoll == null || freshPoll.isCurrent();
    }

    /** Returns the newest snapshot, which may be outdated. */
    public OperationSnapshot snapshot() {
        return snapshot;
    }

    /** Returns a snapshot that is current. Fails with SERVICE_UNAVAILABLE if the database can't be read. */
    public Future<OperationSnapshot> current() {
        FreshPoll poll = freshPoll;
        return poll == null || poll.isCurrent() ? Future.succeededFuture(snapshot) : orUnavailable(poll.awaitCurrent());
    }

    /** Returns whether runtime operations may have this path, which begins with a slash and has no {@code /api}. */
    public boolean mayHavePath(String path) {
        return hosts.values().stream()
                .flatMap(host -> host.operationPrefix().stream())
                .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }

    /** Returns a snapshot of at least this revision, which another node has read. Fails with SERVICE_UNAVAILABLE if it can't be read. */
    Future<OperationSnapshot> atLeast(long revision) {
        return atLeast(revision, MAX_POLLS_FOR_REVISION);
    }

    private Future<OperationSnapshot> atLeast(long revision, int polls) {
        OperationSnapshot known = snapshot;
        FreshPoll poll = freshPoll;
        if (poll == null || known.revision() >= revision) {
            return Future.succeededFuture(known);
        }
        return polls == 0
                ? Future.failedFuture(unavailable())
                : orUnavailable(poll.refresh()).compose(read -> atLeast(revision, polls - 1));
    }

    /**
     * Returns a newer snapshot, by which a failed call can be routed again: the service knew a newer declaration of the operation, so it has
     * begun nothing. Fails with what the caller gets if the call failed for another reason, or was routed too often.
     *
     * @param routings how often the call was routed so far
     */
    public Future<OperationSnapshot> toRouteAgain(Throwable cause, int routings) {
        if (!(cause instanceof StaleDeclarationException stale)) {
            return Future.failedFuture(cause);
        }
        return routings < MAX_ROUTINGS
                ? atLeast(stale.revision())
                : Future.failedFuture(Failure.unavailable("The operation is being changed", Duration.ofSeconds(1)));
    }

    private Future<OperationSnapshot> orUnavailable(Future<Void> poll) {
        return poll.transform(
                polled -> polled.succeeded() ? Future.succeededFuture(snapshot) : Future.failedFuture(unavailable()));
    }

    private static Failure unavailable() {
        return Failure.unavailable("The operations can't be read right now", FreshPoll.POLL_TIMEOUT);
    }

    /** Reads at once because a change of this revision was committed, if it is new. */
    public void onCommitted(long revision) {
        if (freshPoll != null && revision > snapshot.revision()) {
            freshPoll.refresh().onFailure(cause -> LOG.debug("Reading a change failed; the next poll finds it", cause));
        }
    }

    /**
     * Adds a listener. It gets the present snapshot on this thread, and each later one before it is in effect, never on an event loop and
     * never two at once.
     */
    public synchronized void addListener(Consumer<OperationSnapshot> listener) {
        listener.accept(snapshot);
        listeners.add(listener);
    }

    private Future<Void> readNew(OperationSetStore store) {
        OperationSnapshot base = snapshot;
        return store.since(base)
                .compose(read ->
                        read.isNewerThan(snapshot) ? onOwnThread(() -> apply(read, base)) : Future.succeededFuture());
    }

    /** Reading sets of JSON and replacing routes takes too long for an event loop. */
    private static Future<Void> onOwnThread(Runnable work) {
        Promise<Void> done = Promise.promise();
        Thread.ofVirtual().name("operation-sets").start(() -> {
            try {
                work.run();
                done.complete();
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    /**
     * Replaces the snapshot unless it is as new. The read has the declarations of all sets that have changed since {@code base}, so it means
     * nothing if the history of the database has changed meanwhile.
     */
    private synchronized void apply(StoredSets read, OperationSnapshot base) {
        OperationSnapshot known = snapshot;
        if (base.timeline().equals(known.timeline()) && read.isNewerThan(known)) {
            boolean isSameHistory = read.timeline().equals(known.timeline());
            OperationSnapshot next = new OperationSnapshot(
                    read.revision(),
                    read.timeline(),
                    read.sets().stream()
                            .map(stored -> toSet(stored, isSameHistory ? known.set(stored.name()) : null))
                            .toList());
            listeners.forEach(listener -> listener.accept(next));
            snapshot = next;
            compile.get().onFailure(cause -> LOG.debug("A compilation that waits already has these operations", cause));
        }
    }

    private SnapshotSet toSet(StoredSet stored, @Nullable SnapshotSet known) {
        return known != null && known.version() == stored.version()
                ? known
                : new SnapshotSet(stored.name(), stored.version(), operationsOf(stored));
    }

    private List<SnapshotOperation> operationsOf(StoredSet stored) {
        try {
            VersionedOperationSet set = stored.toSet(Objects.requireNonNull(stored.declaration(), stored.name()));
            return OperationFactory.operations(set).stream()
                    .filter(this::isFree)
                    .toList();
        } catch (RuntimeException | StackOverflowError e) {
            // One set must not keep all others from changing.
            LOG.error("The operation set {} can't be read; its operations are not served", stored.name(), e);
            return List.of();
        }
    }

    /** Returns whether no operation of the code has the name or the route: the set may be older than this version of the code. */
    private boolean isFree(SnapshotOperation found) {
        Operation<?, ?> operation = found.operation();
        Optional<String> error = codeOperations
                .actionError(operation.service(), operation.action())
                .or(() -> codeOperations.routeError(
                        RoutePattern.of(operation.method().name(), operation.path())));
        error.ifPresent(message -> LOG.error("{} is declared but not served: it {}", operation.name(), message));
        return error.isEmpty();
    }

    /** Compiles one operation after the other, those of the newest set first, until all of the newest snapshot are compiled. */
    private @Nullable Void compileAll() {
        Optional<SnapshotOperation> next = snapshot.nextToCompile();
        while (next.isPresent()) {
            next.get().compile();
            next = snapshot.nextToCompile();
        }
        return null;
    }
}
