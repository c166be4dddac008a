package io.busbar.bus.permissions;

import io.busbar.bus.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The object that an operation concerns.
 *
 * @param type     the type of the object
 * @param accessor returns the object's ID from the request record
 */
public record OperationResource(ResourceType type, Method accessor) {
    /**
     * Creates the resource of an operation.
     *
     * @param component the component of the request record with the object's ID
     * @throws IllegalStateException if the request has no such component, or it is not a required UUID
     */
    public static OperationResource of(String operation, ResourceType type, Class<?> request, String component) {
        RecordComponent[] components = request.getRecordComponents();
        RecordComponent found = Arrays.stream(components == null ? new RecordComponent[0] : components)
                .filter(candidate -> candidate.getName().equals(component))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("%s concerns a %s, but its request has no component %s"
                        .formatted(operation, type.name(), component)));
        if (found.getType() != UUID.class || found.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new IllegalStateException("%s: the component %s with the ID of the %s must be a required UUID"
                    .formatted(operation, component, type.name()));
        }
        Method accessor = found.getAccessor();
        accessor.setAccessible(true);
        return new OperationResource(type, accessor);
    }

    /** Returns the object that a request concerns. */
    Resource in(Object request) {
        try {
            return type.of((UUID) accessor.invoke(request));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The request's " + accessor.getName() + " can't be read", e);
        }
    }

    /**
     * Fails if a declared operation gives the same permission on objects by another rule: an explanation of the permission would be
     * ambiguous.
     */
    public static void requireSameRule(Operation<?, ?> added, List<Operation<?, ?>> declared) {
        for (Operation<?, ?> other : declared) {
            if (isOnObjectsToo(added, other) && !haveSameRule(added, other)) {
                throw new IllegalStateException("%s and %s need the permission %s, but their rules differ"
                        .formatted(other.name(), added.name(), added.permission()));
            }
        }
    }

    private static boolean isOnObjectsToo(Operation<?, ?> added, Operation<?, ?> other) {
        return added.resource() != null
                && other.resource() != null
                && other.permission().equals(added.permission());
    }

    private static boolean haveSameRule(Operation<?, ?> one, Operation<?, ?> other) {
        return one.access().equals(other.access()) && Objects.equals(typeOf(one), typeOf(other));
    }

    private static @Nullable ResourceType typeOf(Operation<?, ?> operation) {
        OperationResource resource = operation.resource();
        return resource == null ? null : resource.type();
    }
}
