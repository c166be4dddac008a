package io.busbar.bus.outbox;

import io.busbar.bus.Revocation;
import io.busbar.bus.outbox.delivery.SubscriberWorker;
import io.busbar.bus.permissions.ResourceKey;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Collects what is announced once a transaction has committed: the partitions with new deliveries, the earliest timer, the revocations,
 * the objects with changed permissions, the pushes, the types of started jobs and the changes of operation sets.
 */
public final class PostCommit {
    private final Map<String, BitSet> partitionsBySubscriber = new HashMap<>();
    private final List<Revocation> revocations = new ArrayList<>();
    private final List<ResourceKey> permissionChanges = new ArrayList<>();
    private final List<StoredPush> pushes = new ArrayList<>();
    private final Set<String> jobTypes = new HashSet<>();
    private final List<OperationSetsChanged> operationSetChanges = new ArrayList<>();
    private Optional<Duration> earliestTimer = Optional.empty();

    /** Adds the partitions of new deliveries; each row has a {@code subscriber} and a {@code partition}. */
    void addDeliveries(RowSet<Row> rows) {
        for (Row row : rows) {
            partitionsBySubscriber
                    .computeIfAbsent(row.getString("subscriber"), name -> new BitSet(SubscriberWorker.PARTITIONS))
                    .set(row.getShort("partition"));
        }
    }

    /** Adds timers; the row has the {@code seconds} until the earliest of them. */
    void addTimers(RowSet<Row> rows) {
        earliestTimer = TimerScheduler.delay(rows);
    }

    void addRevocations(List<Revocation> committed) {
        revocations.addAll(committed);
    }

    void addPermissionChanges(Collection<ResourceKey> committed) {
        permissionChanges.addAll(committed);
    }

    void addPushes(List<StoredPush> committed) {
        pushes.addAll(committed);
    }

    void addJobTypes(Set<String> started) {
        jobTypes.addAll(started);
    }

    void addOperationSetChanges(List<OperationSetsChanged> committed) {
        operationSetChanges.addAll(committed);
    }

    void forEachSubscriber(BiConsumer<String, BitSet> action) {
        partitionsBySubscriber.forEach(action);
    }

    /** Returns the time until the earliest of the new timers, which is negative if it is due already. */
    Optional<Duration> earliestTimer() {
        return earliestTimer;
    }

    List<Revocation> revocations() {
        return Collections.unmodifiableList(revocations);
    }

    List<ResourceKey> permissionChanges() {
        return Collections.unmodifiableList(permissionChanges);
    }

    List<StoredPush> pushes() {
        return Collections.unmodifiableList(pushes);
    }

    List<OperationSetsChanged> operationSetChanges() {
        return Collections.unmodifiableList(operationSetChanges);
    }

    /** Returns the types of the started jobs. */
    Set<String> jobTypes() {
        return Collections.unmodifiableSet(jobTypes);
    }
}
