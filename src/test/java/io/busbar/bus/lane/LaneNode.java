package io.busbar.bus.lane;

import static io.busbar.bus.lane.SpecimenOperations.SPECIMEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.Kernel;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.Tx;
import io.busbar.bus.durable.DurableLane;
import io.busbar.bus.durable.DurableSettings;
import io.busbar.data.Database;
import io.busbar.testing.LocalCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;

/** A node with a lane, and with the specimen service or without. */
final class LaneNode {
    static final String REPLAYED = "replayed";

    final String id = "n-" + UUID.randomUUID();
    final Vertx vertx;
    final FastLane lane;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Specimen specimen;

    /** Joins without serving anything. */
    static LaneNode caller(LocalCluster cluster, LaneSettings settings) {
        LaneNode node = new LaneNode(cluster.join(), settings);
        node.lane.ready();
        return node;
    }

    /** Joins and serves. */
    static LaneNode server(LocalCluster cluster, LaneSettings settings) {
        LaneNode node = new LaneNode(cluster.join(), settings);
        node.serve();
        node.lane.ready();
        return node;
    }

    LaneNode(Vertx vertx, LaneSettings settings) {
        this.vertx = vertx;
        this.lane = FastLane.open(vertx, id, settings, meters).await();
        Database nowhere = new Database(vertx, new PgConnectOptions());
        DurableLane durable = new DurableLane(vertx, nowhere, DurableSettings.defaults(), meters);
        this.specimen = new Specimen(new Kernel(
                id,
                nowhere,
                lane.bus(),
                new NoChanges(),
                lane.intake(),
                subscriber -> {},
                durable.deadLetters(),
                durable.audit(),
                meters));
    }

    void serve() {
        vertx.deployVerticle(specimen).await();
        lane.serves(SPECIMEN);
    }

    /** For what happens soon, with patience for a machine that has much to do. */
    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    <I, O> Future<O> call(Operation<I, O> operation, I request) {
        return lane.bus().call(operation, request, Caller.program("test", Duration.ofMinutes(1)));
    }

    /** What a call fails with; it must fail, and with a failure of the catalogue. */
    static Failure failure(Future<?> call) {
        Throwable cause = cause(call);
        assertThat(cause).isExactlyInstanceOf(Failure.class);
        return (Failure) cause;
    }

    static Throwable cause(Future<?> call) {
        return catchThrowable(call::await);
    }

    /** Writes nothing; the answer under the key {@link #REPLAYED} counts as given before. */
    private static final class NoChanges implements Changes {
        @Override
        public <T> Future<T> change(Caller caller, String action, Function<Tx, Future<T>> work) {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        @SuppressWarnings("NullAway") // no transaction here
        public <T> Future<Reply<T>> once(Caller caller, Operation<?, T> operation, Function<Tx, Future<T>> work) {
            boolean replayed =
                    caller.idempotency() != null && caller.idempotency().key().equals(REPLAYED);
            return work.apply(null).map(answer -> new Reply<>(answer, replayed));
        }
    }
}
