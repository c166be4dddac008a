package io.busbar.bus.rpc.membership;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The services that a node runs.
 *
 * @param names    the names of the services
 * @param revision rises with every change, because heartbeats may arrive in another order than they were sent
 */
public record ServiceList(Set<String> names, long revision) {
    /** The list of a node before its first service has started. */
    public static final ServiceList EMPTY = new ServiceList(Set.of(), 0);

    public ServiceList {
        names = Set.copyOf(names);
    }

    /** Returns the list with these services and the next revision. */
    public ServiceList with(Collection<String> services) {
        Set<String> changed = new HashSet<>(names);
        changed.addAll(services);
        return new ServiceList(changed, revision + 1);
    }

    /** Returns the list without these services and with the next revision. */
    public ServiceList without(Collection<String> services) {
        Set<String> changed = new HashSet<>(names);
        changed.removeAll(services);
        return new ServiceList(changed, revision + 1);
    }
}
