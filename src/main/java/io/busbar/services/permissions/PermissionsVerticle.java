package io.busbar.services.permissions;

import io.busbar.bus.Contract;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import java.util.List;

/** Registers the handlers of the permissions service. */
public final class PermissionsVerticle extends ServiceVerticle {
    private final List<Contract> contracts;

    /** @param contracts the contracts of all services, whichever node runs them */
    public PermissionsVerticle(ServiceContext serviceContext, List<Contract> contracts) {
        super(PermissionOperations.PERMISSIONS, serviceContext);
        this.contracts = List.copyOf(contracts);
    }

    @Override
    protected void configure() {
        PermissionHandlers permissionHandlers = new PermissionHandlers(bus(), contracts);
        on(PermissionOperations.LIST, request -> permissionHandlers.list());
        on(PermissionOperations.EXPLAIN, permissionHandlers::explain);
    }
}
