package io.busbar.bus.lane;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * This node's part of the fast lane: it announces the node, knows the others, calls services wherever they run, lets calls of other nodes
 * in, and takes the node out of service without losing one.
 */
public final class FastLane {
    private final Directory directory;
    private final Intake intake;
    private final Bus bus = new LaneBus();

    private FastLane(Directory directory, Intake intake) {
        this.directory = directory;
        this.intake = intake;
    }

    /**
     * Joins the lane. When the future completes the node is known to the others as starting, and it knows them or will within
     * milliseconds.
     *
     * @param node names this run of this process: an id that was never used before
     */
    public static Future<FastLane> open(Vertx vertx, String node, LaneSettings settings, MeterRegistry meters) {
        Directory directory = new Directory(node, settings);
        return Future.succeededFuture(new FastLane(directory, new Intake()));
    }

    /** The client for calling services: here if the service runs here, else on another node. */
    public Bus bus() {
        return bus;
    }

    /** Where the service verticles of this node let calls in. */
    public Intake intake() {
        return intake;
    }

    /** Who is in the cluster. */
    public Directory directory() {
        return directory;
    }

    /** Says that this node runs the service; to be called when its verticle has started. */
    public void serves(Contract contract) {}

    /** Says that this node takes calls. */
    public void ready() {}

    /** Succeeds if the service answers, here or on another node, within a second. */
    public Future<Void> ping(String service) {
        return Future.succeededFuture();
    }

    /**
     * Takes the node out of service: the others finish what they have under way here and send nothing new, this node finishes its work,
     * then it leaves. Completes after at most twice the drain limit, work or no work. The bus can still be used for calling.
     */
    public Future<Void> drain() {
        return Future.succeededFuture();
    }

    /** Leaves at once. After a drain there is nothing to lose by it. */
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
