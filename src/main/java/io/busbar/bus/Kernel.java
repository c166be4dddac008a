package io.busbar.bus;

import io.busbar.bus.lane.ServiceHost;
import io.busbar.data.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;

/**
 * What the kernel hands a service on its node.
 *
 * @param node        this node's id
 * @param database    for reading
 * @param bus         for asking other services
 * @param changes     for writing
 * @param intake      lets calls in; for {@link ServiceVerticle} alone
 * @param subscribers registers a subscriber; the same name once more (another instance of the verticle) changes nothing
 * @param deadLetters what subscribers could not do
 * @param audit       what changes wrote down about themselves
 * @param meters      for figures of the service's own
 */
public record Kernel(
        String node,
        Database database,
        Bus bus,
        Changes changes,
        ServiceHost intake,
        Consumer<Subscriber> subscribers,
        DeadLetters deadLetters,
        AuditTrail audit,
        MeterRegistry meters) {}
