package io.busbar.node;

import io.busbar.bus.Contract;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.node.ServiceRegistry.ServiceDefinition;
import io.busbar.testing.TestNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A service of a test, which its nodes run besides those of the code. */
public record AddedService(Contract contract, Function<ServiceContext, ServiceVerticle> verticle) {

    /** Starts a node with these services, with these variables. */
    public static TestNode startNode(Map<String, String> variables, AddedService... added) {
        return TestNode.start(variables, contracts(added), settings -> startNode(settings, added));
    }

    /** Starts a node with these services in a process of its own, whose arguments are database, Redis, secret and port. */
    public static Node startNode(String[] arguments, AddedService... added) {
        Map<String, String> environment = Map.of(
                "DATABASE_URL", arguments[0],
                "REDIS_URL", arguments[1],
                "JWT_SECRET", arguments[2],
                "PORT", arguments[3],
                "DEV_MAIL", "true");
        return startNode(
                NodeSettings.read(environment, Path.of("target", "no-such.properties"), contracts(added)), added);
    }

    /** Starts a node with these services. */
    static Node startNode(NodeSettings settings, AddedService... added) {
        return Node.start(settings, definitions(added), text -> {});
    }

    /** Returns the contracts of the code and of these services. */
    static List<Contract> contracts(AddedService... added) {
        return definitions(added).stream().map(ServiceDefinition::contract).toList();
    }

    private static List<ServiceDefinition> definitions(AddedService... added) {
        return Stream.concat(
                        ServiceRegistry.all().stream(),
                        Stream.of(added).map(service -> ServiceDefinition.of(service.contract, service.verticle)))
                .toList();
    }
}
