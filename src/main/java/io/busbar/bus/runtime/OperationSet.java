package io.busbar.bus.runtime;

import java.util.List;

/**
 * Operations that are declared, replaced and removed together. Every node routes by all of a set or by none of it.
 *
 * @param name       the name of the set, unique in the deployment
 * @param service    the service that hosts the operations
 * @param operations at least one
 */
public record OperationSet(String name, String service, List<RuntimeOperation> operations) {
    public OperationSet {
        operations = List.copyOf(operations);
    }
}
