package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.outbound.OutboundSettings;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.RuntimeOperationEngine;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.DeploymentSecrets;
import io.busbar.http.TestTokens;
import io.busbar.node.ServiceRegistry.ServiceDefinition;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The services of a node whose connection to the cluster ends before they do. */
@UsesServers
class RunningServicesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Contract SERVICE = Contract.of("stopped", "Stops.").holdsNoPersonalData();
    private static final Event<Id> HAPPENED = SERVICE.event("happened", "Something happened.", Id.class);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Database database = new Database(
            vertx, DatabaseAddress.parse(TestServers.freshDatabase()).options());
    private final TransactionalOutbox outbox =
            new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meters);
    private final JobEngine jobEngine = new JobEngine(vertx, database, outbox, JobSettings.defaults(), meters);
    private final BoundedExecutors executors = new BoundedExecutors(vertx, meters);
    private final RpcNode rpcNode = get(RpcNode.open(vertx, "leaving", RpcSettings.defaults(), meters));
    private final AtomicInteger instances = new AtomicInteger();

    private final class StoppedVerticle extends ServiceVerticle {
        StoppedVerticle(ServiceContext serviceContext) {
            super(SERVICE, serviceContext);
        }

        @Override
        protected void configure() {
            instances.incrementAndGet();
            subscribe(new Subscriber("stopped.happenings").on(HAPPENED, (tx, envelope) -> Future.succeededFuture()));
        }

        @Override
        protected Future<?> onStop() {
            instances.decrementAndGet();
            return Future.succeededFuture();
        }
    }

    @AfterEach
    void close() {
        get(database.close());
        get(vertx.close());
    }

    @Test
    void stop_ofServiceThatCannotBeTakenOut_endsItAllTheSame() {
        Set<String> deployedBefore = vertx.deploymentIDs();
        RunningServices services = new RunningServices(
                vertx,
                rpcNode,
                outbox,
                jobEngine,
                nodeContext(),
                List.of(new ServiceDefinition(SERVICE, context -> new StoppedVerticle(context.serviceContext()))));
        get(services.start("stopped"));
        assertThat(instances).hasPositiveValue();
        get(rpcNode.close());

        Throwable failure = catchThrowable(() -> get(services.stop("stopped")));

        assertThat(failure).isInstanceOf(RejectedExecutionException.class);
        assertThat(instances).hasValue(0);
        assertThat(vertx.deploymentIDs()).isEqualTo(deployedBefore);
        // A name that is still subscribed would be ignored, and nothing would be stored.
        get(outbox.subscribe(
                new Subscriber("stopped.happenings").on(HAPPENED, (tx, envelope) -> Future.succeededFuture()),
                vertx.getOrCreateContext()));
    }

    private NodeContext nodeContext() {
        return new NodeContext(
                NodeContext.serviceContext(
                        "leaving",
                        database,
                        outbox,
                        jobEngine,
                        rpcNode,
                        new RuntimeOperationEngine(
                                vertx, database, OperationSetView.withoutHosts(), List.of(), rpcNode.bus(), executors),
                        executors,
                        Outbound.open(vertx, OutboundSettings.publicOnly(), meters),
                        settings().values(),
                        new PermissionEvaluator(vertx, database),
                        meters),
                settings(),
                DeploymentSecrets.of(TestServers.jwtSecret()),
                new TestTokens(),
                null,
                null);
    }

    private static NodeSettings settings() {
        return NodeSettings.read(Map.of(), Path.of("target", "no-such.properties"), List.of(SERVICE));
    }

    private static <T> T get(Future<T> future) {
        return TestFutures.get(future, TIMEOUT);
    }
}
