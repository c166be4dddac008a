package io.busbar.bus.permissions;

import io.busbar.bus.Contract;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The owner lookups of the services that run on this node. This class is thread-safe. */
final class OwnerRegistry {
    /** The lookups of each instance of a service on this node. */
    private final List<Map<ResourceType, OwnerLookup>> instances = new CopyOnWriteArrayList<>();

    /**
     * Registers the lookups of an instance of a service. Returns what removes them.
     *
     * @throws IllegalStateException unless the lookups are those of the contract's resource types
     */
    Runnable register(Contract contract, Map<ResourceType, OwnerLookup> lookups) {
        for (ResourceType type : contract.resources()) {
            requireState(lookups.containsKey(type), type.fullName() + " has no owner; call owns(…) in configure()");
        }
        for (ResourceType type : lookups.keySet()) {
            requireState(
                    contract.resources().contains(type),
                    type.fullName() + " is not declared by the contract of " + contract.service());
        }
        Map<ResourceType, OwnerLookup> instance = Map.copyOf(lookups);
        instances.add(instance);
        return () -> instances.remove(instance);
    }

    /** Finds the owner of an object, whose service runs on this node. */
    Future<Optional<Ownership>> find(Resource resource) {
        return instances.stream()
                .map(instance -> instance.get(resource.type()))
                .filter(Objects::nonNull)
                .findAny()
                .orElseThrow(() ->
                        new IllegalStateException(resource.type().fullName() + " belongs to no service of this node"))
                .find(resource.id());
    }

    private static void requireState(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
