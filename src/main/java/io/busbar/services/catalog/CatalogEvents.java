package io.busbar.services.catalog;

import static io.busbar.services.catalog.CatalogOperations.CATALOG;

import io.busbar.bus.Event;
import io.busbar.services.catalog.CatalogOperations.Service;
import java.util.UUID;

/** Events of the catalog service. The key is the service's ID. */
public interface CatalogEvents {
    Event<Service> CREATED = CATALOG.event("service.created", "A service was created.", Service.class);

    Event<Service> UPDATED = CATALOG.event("service.updated", "A service was updated.", Service.class);

    Event<ServiceDeleted> DELETED = CATALOG.event("service.deleted", "A service was deleted.", ServiceDeleted.class);

    record ServiceDeleted(UUID id, String title) {}
}
