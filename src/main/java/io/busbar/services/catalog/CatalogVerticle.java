package io.busbar.services.catalog;

import static io.busbar.services.catalog.CatalogOperations.CREATE;
import static io.busbar.services.catalog.CatalogOperations.CREATE_BULK;
import static io.busbar.services.catalog.CatalogOperations.DELETE;
import static io.busbar.services.catalog.CatalogOperations.FIND;
import static io.busbar.services.catalog.CatalogOperations.GET;
import static io.busbar.services.catalog.CatalogOperations.LIST;
import static io.busbar.services.catalog.CatalogOperations.UPDATE;

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
        CatalogService catalogService = new CatalogService(serviceContext().bus(), store);
        on(LIST, (request, call) -> store.list(request));
        on(GET, (request, call) -> store.byId(request.id()));
        on(FIND, (request, call) -> catalogService.find(request));
        on(CREATE, catalogService::create);
        on(CREATE_BULK, catalogService::createBulk);
        on(UPDATE, catalogService::update);
        on(DELETE, catalogService::delete);
    }
}
