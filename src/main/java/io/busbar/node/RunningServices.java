package io.busbar.node;

import io.busbar.bus.Failure;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.concurrent.OnVirtualThread;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.rpc.LocalServiceControl;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.node.ServiceRegistry.ServiceDefinition;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that this node runs. They start with the node, and start and stop by command while it runs. Changes of one service are made
 * one after the other.
 */
final class RunningServices implements LocalServiceControl {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServices.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int INSTANCES = Runtime.getRuntime().availableProcessors();

    private final Vertx vertx;
    private final RpcNode rpcNode;
    private final TransactionalOutbox outbox;
    private final JobEngine jobEngine;
    private final NodeContext nodeContext;
    private final Map<String, ServiceDefinition> definitions;
    private final Map<String, RunningService> running = new ConcurrentHashMap<>();
    /** The services whose stop has failed, so that something of them may be left. */
    private final Map<String, RunningService> halfStopped = new ConcurrentHashMap<>();
    /** The last change of each service. */
    private final Map<String, Future<Void>> changes = new HashMap<>();

    private boolean closing;

    private record RunningService(
            ServiceDefinition definition, ServiceRegistrations registrations, String deploymentId) {}

    /** Creates the holder of these services, none of which runs yet. */
    RunningServices(
            Vertx vertx,
            RpcNode rpcNode,
            TransactionalOutbox outbox,
            JobEngine jobEngine,
            NodeContext nodeContext,
            List<ServiceDefinition> definitions) {
        this.vertx = vertx;
        this.rpcNode = rpcNode;
        this.outbox = outbox;
        this.jobEngine = jobEngine;
        this.nodeContext = nodeContext;
        this.definitions = definitions.stream().collect(Collectors.toMap(ServiceDefinition::name, Function.identity()));
    }

    /** Starts the services of a node that starts. They get calls when the node is ready. */
    Future<Void> startAll(Collection<String> services) {
        Future<Void> started = Future.succeededFuture();
        for (String service : services) {
            started = started.compose(before -> change(service, this::deploy));
        }
        return started;
    }

    @Override
    public Future<Void> start(String service) {
        return change(service, definition -> deploy(definition).compose(deployed -> rpcNode.confirmServices()));
    }

    @Override
    public Future<Void> stop(String service) {
        return change(service, this::withdraw);
    }

    /** Refuses further commands. Completes when those that were accepted have ended. */
    synchronized Future<Void> refuseCommands() {
        closing = true;
        return Future.join(List.copyOf(changes.values())).transform(ended -> Future.succeededFuture());
    }

    /** Undeploys all services. The node has drained before, so nothing calls them. */
    Future<Void> close() {
        return refuseCommands()
                .compose(ended -> Future.join(Stream.concat(running.values().stream(), halfStopped.values().stream())
                        .map(this::undeploy)
                        .toList()))
                .mapEmpty();
    }

    /** Makes a change after those of the same service that were asked for earlier, whether or not they succeed. */
    private synchronized Future<Void> change(String service, Function<ServiceDefinition, Future<Void>> change) {
        ServiceDefinition definition = definitions.get(service);
        if (definition == null) {
            return Future.failedFuture(Failure.notFound("There is no service " + service));
        }
        if (closing) {
            return Future.failedFuture(Failure.unavailable("The node is stopping", RETRY_AFTER));
        }
        Future<Void> previous = changes.getOrDefault(service, Future.succeededFuture());
        // Constructors of verticles may take a while, and a verticle that is deployed on the context of another one
        // would be undeployed with it.
        Future<Void> changed =
                previous.transform(ended -> OnVirtualThread.call("service-change", () -> change.apply(definition))
                        .compose(started -> started));
        changes.put(service, changed);
        return changed;
    }

    /** Deploys a service with one instance per core and opens it to calls. A failure undoes what was done. */
    private Future<Void> deploy(ServiceDefinition definition) {
        if (running.containsKey(definition.name())) {
            return Future.succeededFuture();
        }
        if (halfStopped.containsKey(definition.name())) {
            return withdraw(definition).compose(stopped -> deploy(definition));
        }
        ServiceRegistrations registrations = new ServiceRegistrations(outbox, jobEngine);
        NodeContext collecting =
                nodeContext.withServiceContext(registrations.collectingFrom(nodeContext.serviceContext()));
        Iterator<ServiceVerticle> instances = Stream.generate(
                        () -> definition.verticle().apply(collecting))
                .limit(INSTANCES)
                .toList()
                .iterator();
        return vertx.deployVerticle(() -> instances.next(), new DeploymentOptions().setInstances(INSTANCES))
                .compose(deploymentId -> activate(new RunningService(definition, registrations, deploymentId)));
    }

    private Future<Void> activate(RunningService service) {
        return service.registrations
                .activate()
                .<Void>map(active -> {
                    rpcNode.addService(service.definition.contract());
                    running.put(service.definition.name(), service);
                    LOG.info("Started {}", service.definition.name());
                    return null;
                })
                .recover(cause -> service.registrations
                        .end()
                        .eventually(() -> vertx.undeploy(service.deploymentId))
                        .transform(undone -> Future.failedFuture(cause)));
    }

    /** Stops a service. If a step fails, the others are taken all the same, and stopping again repeats those that failed. */
    private Future<Void> withdraw(ServiceDefinition definition) {
        String name = definition.name();
        RunningService service = running.containsKey(name) ? running.remove(name) : halfStopped.get(name);
        if (service == null) {
            return Future.succeededFuture();
        }
        halfStopped.put(name, service);
        return Future.succeededFuture()
                .compose(begun -> rpcNode.removeService(definition.contract()))
                .eventually(service.registrations::end)
                .eventually(() -> undeploy(service))
                .onSuccess(stopped -> {
                    halfStopped.remove(name);
                    LOG.info("Stopped {}", name);
                });
    }

    private Future<Void> undeploy(RunningService service) {
        return vertx.deploymentIDs().contains(service.deploymentId)
                ? vertx.undeploy(service.deploymentId)
                : Future.succeededFuture();
    }
}
