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
 * The resources that a service can use on its node: the database, the bus and the outbox.
 *
 * @param nodeId             this node's ID
 * @param database           for reading
 * @param bus                calls other services
 * @param nodeServices       starts and stops services on this node and others
 * @param runtimeOperations  the runtime operations
 * @param changes            for writing
 * @param serviceHost        accepts calls; only for {@link ServiceVerticle}
 * @param subscriberRegistry registers a subscriber; registering the same name again, as a second instance of the verticle does, has no
 *     effect
 * @param jobRegistry        registers the code that runs a job, in the same way
 * @param jobs               the jobs of all services
 * @param deadLetters        deliveries that failed every attempt
 * @param auditTrail         the audit entries of changes
 * @param executors          limit how much of one kind of work the node does at once
 * @param outbound           calls other systems
 * @param settings           the values of the settings
 * @param personalData       the personal data of all services
 * @param permissions        decides who may call operations on objects; only for {@link ServiceVerticle}
 * @param meterRegistry      for the service's own metrics
 */
public record ServiceContext(
        String nodeId,
        Database database,
        Bus bus,
        NodeServices nodeServices,
        RuntimeOperations runtimeOperations,
        Changes changes,
        ServiceHost serviceHost,
        Consumer<EventSubscriber> subscriberRegistry,
        Consumer<JobRunner<?>> jobRegistry,
        Jobs jobs,
        DeadLetters deadLetters,
        AuditTrail auditTrail,
        BoundedExecutors executors,
        Outbound outbound,
        Settings settings,
        PersonalDataRegistry personalData,
        PermissionEvaluator permissions,
        MeterRegistry meterRegistry) {

    /** Returns a context with other registries of subscribers and jobs. */
    public ServiceContext withRegistries(
            Consumer<EventSubscriber> otherSubscriberRegistry, Consumer<JobRunner<?>> otherJobRegistry) {
        return new ServiceContext(
                nodeId,
                database,
                bus,
                nodeServices,
                runtimeOperations,
                changes,
                serviceHost,
                otherSubscriberRegistry,
                otherJobRegistry,
                jobs,
                deadLetters,
                auditTrail,
                executors,
                outbound,
                settings,
                personalData,
                permissions,
                meterRegistry);
    }
}
