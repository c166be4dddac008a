package io.busbar.catalog;

import static io.busbar.catalog.CatalogOperations.CREATE;
import static io.busbar.catalog.CatalogOperations.CREATE_BULK;
import static io.busbar.catalog.CatalogOperations.DELETE;
import static io.busbar.catalog.CatalogOperations.FIND;
import static io.busbar.catalog.CatalogOperations.LIST;
import static io.busbar.catalog.CatalogOperations.UPDATE;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;

/** The catalog service, wired. */
public final class CatalogVerticle extends ServiceVerticle {
    public CatalogVerticle(Kernel kernel) {
        super(CatalogOperations.CATALOG, kernel);
    }

    @Override
    protected void wire() {
        CatalogStore store = new CatalogStore(kernel().database());
        Services services = new Services(kernel().bus(), store);
        on(LIST, (request, call) -> store.list(request));
        on(FIND, (request, call) -> services.find(request));
        on(CREATE, services::create);
        on(CREATE_BULK, services::createBulk);
        on(UPDATE, services::update);
        on(DELETE, services::delete);
    }
}
