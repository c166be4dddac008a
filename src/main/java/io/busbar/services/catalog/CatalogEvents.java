package io.busbar.services.catalog;

import io.busbar.bus.Event;
import io.busbar.services.catalog.CatalogOperations.Service;
import java.util.UUID;

/** What the catalog announces, by service id. */
public interface CatalogEvents {
    Event<Service> CREATED =
            CatalogOperations.CATALOG.event("service.created", "A service can be offered and booked.", Service.class);

    Event<Service> UPDATED =
            CatalogOperations.CATALOG.event("service.updated", "A service reads differently now.", Service.class);

    Event<ServiceDeleted> DELETED =
            CatalogOperations.CATALOG.event("service.deleted", "A service is gone.", ServiceDeleted.class);

    /** The service that is gone. */
    record ServiceDeleted(UUID id, String title) {}
}
