package io.busbar.bus.permissions;

import io.busbar.bus.Contract;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The owner lookups of the services that run on this node. This class is thread-safe. */
final class OwnerRegistry {
    /** The lookups by resource type, one of each instance of the service on this node. */
    private final Map<String, List<OwnerLookup>> lookups = new ConcurrentHashMap<>();

    /**
     * Registers the lookups of an instance of a service. Returns what removes them.
     *
     * @throws IllegalStateException unless the lookups are those of the contract's resource types
     */
    Runnable register(Contract contract, Map<ResourceType, OwnerLookup> added) {
        for (ResourceType type : contract.resources()) {
            requireState(added.containsKey(type), type.fullName() + " has no owner; call owns(…) in configure()");
        }
        for (ResourceType type : added.keySet()) {
            requireState(
                    contract.resources().contains(type),
                    type.fullName() + " is not declared by the contract of " + contract.service());
        }
        Map<ResourceType, OwnerLookup> registered = Map.copyOf(added);
        registered.forEach(this::add);
        return () -> registered.forEach(this::remove);
    }

    private void add(ResourceType type, OwnerLookup lookup) {
        lookups.merge(
                type.fullName(),
                List.of(lookup),
                (known, more) -> Stream.concat(known.stream(), more.stream()).toList());
    }

    private void remove(ResourceType type, OwnerLookup lookup) {
        lookups.computeIfPresent(type.fullName(), (same, known) -> {
            List<OwnerLookup> remaining = new ArrayList<>(known);
            remaining.remove(lookup);
            return remaining.isEmpty() ? null : List.copyOf(remaining);
        });
    }

    /** Finds the owner of an object, whose service runs on this node. */
    Future<Optional<Ownership>> find(Resource resource) {
        String type = resource.type().fullName();
        return Objects.requireNonNull(lookups.get(type), () -> type + " belongs to no service of this node")
                .getLast()
                .find(resource.id());
    }

    private static void requireState(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
