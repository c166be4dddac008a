package io.busbar.services.catalog;

import io.busbar.bus.Call;
import io.busbar.bus.Deleted;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Id;
import io.busbar.bus.ListResult;
import io.busbar.bus.Tx;
import io.busbar.services.catalog.CatalogEvents.ServiceDeleted;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.CreateServices;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.catalog.CatalogOperations.UpdateService;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Creates, updates and deletes services, and publishes each change. */
final class CatalogService {
    private final CatalogStore store;

    CatalogService(CatalogStore store) {
        this.store = store;
    }

    Future<Service> create(CreateService request, Call<Service> call) {
        return call.change(
                tx -> store.insert(tx, List.of(request)).map(created -> publishCreated(tx, created.getFirst())));
    }

    Future<ListResult<Service>> createBulk(CreateServices request, Call<ListResult<Service>> call) {
        Failure.throwIfAny(repeatedTitles(request.services()));
        return call.change(tx -> store.insert(tx, request.services())
                .map(created -> new ListResult<>(
                        created.stream().map(each -> publishCreated(tx, each)).toList())));
    }

    Future<Service> update(UpdateService request, Call<Service> call) {
        return call.change(tx -> store.update(tx, request).map(changed -> {
            tx.auditSubject("service", changed.id());
            tx.publish(CatalogEvents.UPDATED, changed.id().toString(), changed);
            return changed;
        }));
    }

    Future<Deleted> delete(Id request, Call<Deleted> call) {
        UUID id = request.id();
        return call.change(tx -> store.delete(tx, id).map(title -> {
            tx.auditSubject("service", id);
            tx.publish(CatalogEvents.DELETED, id.toString(), new ServiceDeleted(id, title));
            return new Deleted("Service deleted");
        }));
    }

    private static Service publishCreated(Tx tx, Service service) {
        tx.auditSubject("service", service.id());
        tx.publish(CatalogEvents.CREATED, service.id().toString(), service);
        return service;
    }

    private static List<FieldError> repeatedTitles(List<CreateService> rows) {
        Map<String, Integer> firstRowByTitle = new HashMap<>();
        List<FieldError> errors = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            Integer earlier = firstRowByTitle.putIfAbsent(rows.get(row).title().toLowerCase(Locale.ROOT), row);
            if (earlier != null) {
                errors.add(new FieldError("/" + row + "/title", "duplicates the title of row " + earlier));
            }
        }
        return errors;
    }
}
