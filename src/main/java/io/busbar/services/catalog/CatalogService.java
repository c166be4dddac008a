package io.busbar.services.catalog;

import io.busbar.bus.Call;
import io.busbar.bus.Deleted;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.busbar.bus.ListResult;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.catalog.CatalogEvents.ServiceDeleted;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.CreateServices;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.catalog.CatalogOperations.UpdateService;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Creates, updates and deletes services, and publishes each change. */
final class CatalogService {
    private final CatalogStore store;

    CatalogService(CatalogStore store) {
        this.store = store;
    }

    Future<Service> create(CreateService request, Call<Service> call) {
        return call.change(tx -> store.insert(tx, List.of(request))
                .map(created -> publish(tx, CatalogEvents.CREATED, created.getFirst())));
    }

    Future<ListResult<Service>> createBulk(CreateServices request, Call<ListResult<Service>> call) {
        Require.distinct(request.services(), "title", CreateService::title);
        return call.change(tx -> store.insert(tx, request.services())
                .map(created -> new ListResult<>(created.stream()
                        .map(service -> publish(tx, CatalogEvents.CREATED, service))
                        .toList())));
    }

    Future<Service> update(UpdateService request, Call<Service> call) {
        return call.change(tx -> store.update(tx, request).map(updated -> publish(tx, CatalogEvents.UPDATED, updated)));
    }

    Future<Deleted> delete(Id request, Call<Deleted> call) {
        UUID id = request.id();
        return call.change(tx -> store.delete(tx, id).map(title -> {
            tx.auditSubject("service", id);
            tx.publish(CatalogEvents.DELETED, id.toString(), new ServiceDeleted(id, title));
            return new Deleted("Service deleted");
        }));
    }

    private static Service publish(Tx tx, Event<Service> event, Service service) {
        tx.auditSubject("service", service.id());
        tx.publish(event, service.id().toString(), service);
        return service;
    }
}
