package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceContext.ClusterControl;
import io.busbar.bus.ServiceContext.Registrar;
import io.busbar.bus.Tx;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.outbound.OutboundSettings;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.privacy.PersonalDataRegistry;
import io.busbar.bus.response.Reply;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.RuntimeOperationEngine;
import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.Settings;
import io.busbar.data.Database;
import io.busbar.testing.TestCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;

/** A node with request/reply, with or without the echo service. */
final class RpcTestNode {
    static final String REPLAYED = "replayed";

    final String id = "n-" + UUID.randomUUID();
    final Vertx vertx;
    final RpcNode rpc;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final ServiceContext serviceContext;
    final EchoVerticle echoVerticle;

    /** Joins without any service. */
    static RpcTestNode caller(TestCluster cluster, RpcSettings settings) {
        RpcTestNode node = new RpcTestNode(cluster.join(), settings);
        node.rpc.ready();
        return node;
    }

    /** Joins with the echo service. */
    static RpcTestNode server(TestCluster cluster, RpcSettings settings) {
        RpcTestNode node = new RpcTestNode(cluster.join(), settings);
        node.serve();
        node.rpc.ready();
        return node;
    }

    RpcTestNode(Vertx vertx, RpcSettings settings) {
        this(vertx, settings, new PgConnectOptions());
    }

    /** Joins with a database, from which the services read permissions. */
    RpcTestNode(Vertx vertx, RpcSettings settings, PgConnectOptions permissionOptions) {
        this.vertx = vertx;
        this.rpc = RpcNode.open(vertx, id, settings, meters).await();
        Database nowhere = new Database(vertx, new PgConnectOptions());
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, nowhere, OutboxSettings.defaults(), meters);
        BoundedExecutors executors = new BoundedExecutors(vertx, meters);
        this.serviceContext = new ServiceContext(
                nowhere,
                new NoChanges(),
                rpc.bus(),
                Outbound.open(vertx, OutboundSettings.publicOnly(), meters),
                new NoSettings(),
                executors,
                meters,
                new JobEngine(vertx, nowhere, outbox, JobSettings.defaults(), meters).jobs(),
                outbox.deadLetters(),
                outbox.auditTrail(),
                PersonalDataRegistry.of(List.of(ECHO), EchoOperations.ERASED, Id::id),
                new ClusterControl(
                        id,
                        rpc.nodeServices(),
                        new RuntimeOperationEngine(
                                vertx, nowhere, OperationSetView.withoutHosts(), List.of(), rpc.bus(), executors)),
                new Registrar(
                        rpc.serviceHost(),
                        new PermissionEvaluator(vertx, new Database(vertx, permissionOptions)),
                        subscriber -> {},
                        runner -> {}));
        this.echoVerticle = new EchoVerticle(serviceContext);
    }

    void serve() {
        vertx.deployVerticle(echoVerticle).await();
        rpc.addService(ECHO);
    }

    /** Waits for a condition, with a timeout for a busy machine. */
    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60));
    }

    <I, O> Future<O> call(Operation<I, O> operation, I request) {
        return rpc.bus().call(operation, request, RequestContext.system("test", Duration.ofMinutes(1)));
    }

    /** Returns the failure of a call, which must fail with one. */
    static Failure failure(Future<?> call) {
        Throwable cause = cause(call);
        assertThat(cause).isExactlyInstanceOf(Failure.class);
        return (Failure) cause;
    }

    static Throwable cause(Future<?> call) {
        return catchThrowable(call::await);
    }

    /** No setting has a value. */
    private static final class NoSettings implements Settings {
        @Override
        public <T> Optional<T> find(Setting<T> setting) {
            return Optional.empty();
        }

        @Override
        public boolean isGiven(Setting<?> setting) {
            return false;
        }

        @Override
        public boolean usesEmbeddedServers() {
            return true;
        }
    }

    /** Stores nothing; the key {@link #REPLAYED} counts as used before. */
    private static final class NoChanges implements Changes {
        @Override
        public <T> Future<T> change(RequestContext requestContext, String action, Function<Tx, Future<T>> work) {
            return Future.failedFuture(new UnsupportedOperationException());
        }

        @Override
        @SuppressWarnings("NullAway") // no transaction here
        public <T> Future<Reply<T>> changeOnce(
                RequestContext requestContext, Operation<?, T> operation, Function<Tx, Future<T>> work) {
            boolean replayed = requestContext.idempotency() != null
                    && requestContext.idempotency().key().equals(REPLAYED);
            return work.apply(null).map(answer -> new Reply<>(answer, replayed));
        }
    }
}
