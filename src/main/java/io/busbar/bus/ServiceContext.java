package io.busbar.bus;

import io.busbar.bus.rpc.ServiceHost;
import io.busbar.data.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * What the kernel hands a service on its node.
 *
 * @param nodeId        this node's id
 * @param database    for reading
 * @param bus         for asking other services
 * @param changes     for writing
 * @param serviceHost      lets calls in; for {@link ServiceVerticle} alone
 * @param subscriberRegistry registers a subscriber; the same name once more (another instance of the verticle) changes nothing
 * @param deadLetters what subscribers could not do
 * @param auditTrail       what changes wrote down about themselves
 * @param meterRegistry      for figures of the service's own
 */
public record ServiceContext(
        String nodeId,
        Database database,
        Bus bus,
        Changes changes,
        ServiceHost serviceHost,
        Consumer<Subscriber> subscriberRegistry,
        DeadLetters deadLetters,
        AuditTrail auditTrail,
        MeterRegistry meterRegistry) {}
