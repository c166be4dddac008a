package io.busbar.bus.runtime.engine;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.FreshPoll;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

    /** How often a call is attempted in all if the declaration of its operation changes meanwhile. */
    private static final int MAX_ATTEMPTS = 3;

    /** The maximum number of polls for a revision that another node has read. */
    private static final int MAX_POLLS_FOR_REVISION = 3;

    private final Map<String, Contract> hosts;
    private final SnapshotHolder snapshots = new SnapshotHolder();
    /** Null if there are no hosts. */
    private final @Nullable Refresher refresher;

    /** Keeps the snapshot up to date. */
    private record Refresher(SnapshotLoader loader, FreshPoll poll) {
        static Refresher from(SnapshotLoader loader, Vertx vertx) {
            return new Refresher(loader, new FreshPoll(vertx, "operation sets", loader::load));
        }
    }

    /**
     * Creates a view that reads nothing yet.
     *
     * @param contracts the contracts of all services, whichever node runs them
     */
    public OperationSetView(Vertx vertx, Database database, List<Contract> contracts, BoundedExecutors executors) {
        CodeOperations codeOperations = new CodeOperations(contracts);
        SnapshotLoader loader = new SnapshotLoader(
                new OperationSetStore(database), new SnapshotFactory(codeOperations), snapshots, executors);
        this.hosts = codeOperations.hosts();
        this.refresher = hosts.isEmpty() ? null : Refresher.from(loader, vertx);
    }

    private OperationSetView() {
        this.hosts = Map.of();
        this.refresher = null;
    }

    /** Returns the view of a deployment in which no service hosts operations. */
    public static OperationSetView withoutHosts() {
        return new OperationSetView();
    }

    /** Reads all sets and compiles them, however long that takes, then polls for changes. */
    public Future<Void> start() {
        Refresher started = refresher;
        return started == null
                ? Future.succeededFuture()
                : started.loader()
                        .load()
                        .compose(loaded -> started.loader().compile())
                        .compose(compiled -> started.poll().start());
    }

    /** Returns whether any service hosts runtime operations. */
    public boolean hasHosts() {
        return !hosts.isEmpty();
    }

    /** Returns whether this service hosts runtime operations. */
    public boolean isHost(String service) {
        return hosts.containsKey(service);
    }

    /** Returns whether runtime operations may have this path, which begins with a slash and has no {@code /api}. */
    public boolean mayHavePath(String path) {
        return hosts.values().stream()
                .flatMap(host -> host.operationPrefix().stream())
                .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }

    /** Returns whether {@link #snapshot} has everything that was committed 250 ms ago. */
    public boolean isCurrent() {
        return refresher == null || refresher.poll().isCurrent();
    }

    /** Returns the newest snapshot, which may be outdated. */
    public OperationSnapshot snapshot() {
        return snapshots.get();
    }

    /** Returns a snapshot that is current. Fails with SERVICE_UNAVAILABLE if the database can't be read. */
    public Future<OperationSnapshot> current() {
        return refresher == null || refresher.poll().isCurrent()
                ? Future.succeededFuture(snapshots.get())
                : orUnavailable(refresher.poll().awaitCurrent());
    }

    /** Returns a snapshot of at least this revision, which another node has read. Fails with SERVICE_UNAVAILABLE if it can't be read. */
    Future<OperationSnapshot> atLeast(long revision) {
        return atLeast(revision, MAX_POLLS_FOR_REVISION);
    }

    private Future<OperationSnapshot> atLeast(long revision, int polls) {
        OperationSnapshot known = snapshots.get();
        if (refresher == null || known.revision() >= revision) {
            return Future.succeededFuture(known);
        }
        return polls == 0
                ? Future.failedFuture(unavailable())
                : orUnavailable(refresher.poll().refresh()).compose(read -> atLeast(revision, polls - 1));
    }

    /**
     * Returns a newer snapshot for the retry of a failed call: the service knew a newer declaration of the operation, so it has begun
     * nothing. Fails with what the caller gets if the call failed for another reason, or was attempted too often.
     *
     * @param attempts how often the call was attempted so far
     */
    public Future<OperationSnapshot> snapshotForRetry(Throwable cause, int attempts) {
        if (!(cause instanceof StaleDeclarationException stale)) {
            return Future.failedFuture(cause);
        }
        return attempts < MAX_ATTEMPTS
                ? atLeast(stale.revision())
                : Future.failedFuture(Failure.unavailable("The operation is being changed", Duration.ofSeconds(1)));
    }

    private Future<OperationSnapshot> orUnavailable(Future<Void> poll) {
        return poll.transform(polled ->
                polled.succeeded() ? Future.succeededFuture(snapshots.get()) : Future.failedFuture(unavailable()));
    }

    private static Failure unavailable() {
        return Failure.unavailable("The operations can't be read right now", FreshPoll.POLL_TIMEOUT);
    }

    /** Reads at once because a change of this revision was committed, if it is new. */
    public void onCommitted(long revision) {
        if (refresher != null && revision > snapshots.get().revision()) {
            refresher
                    .poll()
                    .refresh()
                    .onFailure(cause -> LOG.debug("Reading a change failed; the next poll finds it", cause));
        }
    }

    /**
     * Adds a listener. It gets the present snapshot on this thread, and each later one before it is in effect, never on an event loop and
     * never two at once.
     */
    public void addListener(Consumer<OperationSnapshot> listener) {
        snapshots.addListener(listener);
    }
}
