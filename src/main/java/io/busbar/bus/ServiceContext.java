package io.busbar.bus;

import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.jobs.JobRunner;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.privacy.PersonalDataRegistry;
import io.busbar.bus.rpc.ServiceHost;
import io.busbar.bus.runtime.NodeServices;
import io.busbar.bus.runtime.RuntimeOperations;
import io.busbar.bus.settings.Settings;
import io.busbar.data.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * The resources that a service can use on its node.
 *
 * @param database      for reading
 * @param changes       for writing
 * @param bus           calls other services
 * @param outbound      calls other systems
 * @param settings      the values of the settings
 * @param executors     limit how much of one kind of work the node does at once
 * @param meterRegistry for the service's own metrics
 * @param jobs          the jobs of all services
 * @param deadLetters   deliveries that failed every attempt
 * @param auditTrail    the audit entries of changes
 * @param personalData  the personal data of all services
 * @param cluster       changes the cluster while it runs
 * @param registrar     only for {@link ServiceVerticle}
 */
public record ServiceContext(
        Database database,
        Changes changes,
        Bus bus,
        Outbound outbound,
        Settings settings,
        BoundedExecutors executors,
        MeterRegistry meterRegistry,
        Jobs jobs,
        DeadLetters deadLetters,
        AuditTrail auditTrail,
        PersonalDataRegistry personalData,
        ClusterControl cluster,
        Registrar registrar) {

    /**
     * The cluster as a service can change it while it runs.
     *
     * @param nodeId            this node's ID
     * @param nodeServices      starts and stops services on this node and others
     * @param runtimeOperations declares operations at run time
     */
    public record ClusterControl(String nodeId, NodeServices nodeServices, RuntimeOperations runtimeOperations) {}

    /**
     * Where a verticle registers what the service declares. A second instance of the verticle registers the same subscribers and jobs, which
     * has no effect.
     *
     * @param serviceHost accepts calls
     * @param permissions decides who may call operations on objects
     * @param subscribers registers a subscriber
     * @param jobs        registers the code that runs a job
     */
    public record Registrar(
            ServiceHost serviceHost,
            PermissionEvaluator permissions,
            Consumer<EventSubscriber> subscribers,
            Consumer<JobRunner<?>> jobs) {}

    /** Returns a context that registers elsewhere. */
    public ServiceContext withRegistrar(Registrar other) {
        return new ServiceContext(
                database,
                changes,
                bus,
                outbound,
                settings,
                executors,
                meterRegistry,
                jobs,
                deadLetters,
                auditTrail,
                personalData,
                cluster,
                other);
    }
}
