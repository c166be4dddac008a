package io.busbar.services.catalog;

import io.busbar.bus.Deleted;
import io.busbar.bus.ListResult;
import io.busbar.bus.Require;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Tx;
import io.busbar.services.catalog.CatalogEvents.ServiceDeleted;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.Service;
import java.util.List;

/** Registers the handlers of the catalog service, which publishes each change of a service. */
public final class CatalogVerticle extends ServiceVerticle {
    public CatalogVerticle(ServiceContext serviceContext) {
        super(CatalogOperations.CATALOG, serviceContext);
    }

    @Override
    protected void configure() {
        CatalogStore store = new CatalogStore(database());
        on(CatalogOperations.LIST, store::list);
        on(CatalogOperations.GET, request -> store.byId(request.id()));
        on(CatalogOperations.FIND, request -> store.byIdOrTitle(request.service()));
        onChange(
                CatalogOperations.CREATE,
                (tx, request) -> store.insert(tx, List.of(request))
                        .map(created -> publishCreated(tx, created).getFirst()));
        on(CatalogOperations.CREATE_BULK, (request, call) -> {
            Require.distinct(request.services(), "title", CreateService::title);
            return call.change(tx ->
                    store.insert(tx, request.services()).map(created -> new ListResult<>(publishCreated(tx, created))));
        });
        onChange(
                CatalogOperations.UPDATE,
                (tx, request) -> store.update(tx, request)
                        .map(updated -> tx.publish(CatalogEvents.UPDATED, updated.id(), updated)));
        onChange(
                CatalogOperations.DELETE,
                (tx, request) -> store.delete(tx, request.id())
                        .map(title -> tx.publish(
                                CatalogEvents.DELETED, request.id(), new ServiceDeleted(request.id(), title)))
                        .map(deleted -> new Deleted("Service deleted")));
    }

    private static List<Service> publishCreated(Tx tx, List<Service> services) {
        services.forEach(service -> tx.publish(CatalogEvents.CREATED, service.id(), service));
        return services;
    }
}
