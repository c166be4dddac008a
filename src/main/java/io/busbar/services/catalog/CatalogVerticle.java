package io.busbar.services.catalog;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;

/** Registers the handlers of the catalog service. */
public final class CatalogVerticle extends ServiceVerticle {
    public CatalogVerticle(ServiceContext serviceContext) {
        super(CatalogOperations.CATALOG, serviceContext);
    }

    @Override
    protected void configure() {
        CatalogStore store = new CatalogStore(serviceContext().database());
        CatalogService catalogService = new CatalogService(store);
        on(CatalogOperations.LIST, (request, call) -> store.list(request));
        on(CatalogOperations.GET, (request, call) -> store.byId(request.id()));
        on(CatalogOperations.FIND, (request, call) -> store.byIdOrTitle(request.service()));
        on(CatalogOperations.CREATE, catalogService::create);
        on(CatalogOperations.CREATE_BULK, catalogService::createBulk);
        on(CatalogOperations.UPDATE, catalogService::update);
        on(CatalogOperations.DELETE, catalogService::delete);
    }
}
