package io.busbar.catalog;

import io.busbar.bookings.BookingOperations;
import io.busbar.bookings.BookingOperations.OfService;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Items;
import io.busbar.bus.Tx;
import io.busbar.catalog.CatalogEvents.ServiceDeleted;
import io.busbar.catalog.CatalogOperations.CreateService;
import io.busbar.catalog.CatalogOperations.CreateServices;
import io.busbar.catalog.CatalogOperations.DeleteService;
import io.busbar.catalog.CatalogOperations.Deleted;
import io.busbar.catalog.CatalogOperations.FindService;
import io.busbar.catalog.CatalogOperations.Service;
import io.busbar.catalog.CatalogOperations.UpdateService;
import io.vertx.core.Future;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Changes to the catalog; each is announced. */
final class Services {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Bus bus;
    private final CatalogStore store;

    Services(Bus bus, CatalogStore store) {
        this.bus = bus;
        this.store = store;
    }

    Future<Service> find(FindService request) {
        String named = request.service().strip();
        return UUID_TEXT.matcher(named).matches()
                ? store.byId(UUID.fromString(named))
                : store.byTitle(Normalizer.normalize(named, Normalizer.Form.NFC));
    }

    Future<Service> create(CreateService request, Call<Service> call) {
        List<CreateService> row = List.of(ServiceTexts.tidy(request));
        return call.change(tx -> store.insert(tx, row).map(made -> announceCreated(tx, made.getFirst())));
    }

    Future<Items<Service>> createBulk(CreateServices request, Call<Items<Service>> call) {
        List<FieldError> errors = new ArrayList<>();
        List<CreateService> rows = IntStream.range(0, request.services().size())
                .mapToObj(row -> ServiceTexts.tidy(request.services().get(row), "/" + row, errors))
                .toList();
        errors.addAll(repeatedTitles(rows));
        Failure.throwIfAny(errors);
        return call.change(tx -> store.insert(tx, rows)
                .map(made -> new Items<>(
                        made.stream().map(each -> announceCreated(tx, each)).toList())));
    }

    Future<Service> update(UpdateService request, Call<Service> call) {
        boolean empty = Stream.of(
                        request.title(), request.description(), request.category(), request.icon(), request.color())
                .allMatch(field -> field == null);
        if (empty) {
            throw Failure.invalid("", "names nothing to change");
        }
        UpdateService wanted = ServiceTexts.tidy(request);
        return call.change(tx -> store.update(tx, wanted).map(changed -> {
            tx.about("service", changed.id());
            tx.announce(CatalogEvents.UPDATED, changed.id().toString(), changed);
            return changed;
        }));
    }

    Future<Deleted> delete(DeleteService request, Call<Deleted> call) {
        return bus.call(BookingOperations.OPEN, new OfService(request.id()), call.caller())
                .compose(open -> {
                    if (open.booked()) {
                        throw Failure.conflict(
                                "This service is booked",
                                Map.of("service", request.id().toString()));
                    }
                    return call.change(tx -> store.delete(tx, request.id()).map(title -> {
                        tx.about("service", request.id());
                        tx.announce(
                                CatalogEvents.DELETED,
                                request.id().toString(),
                                new ServiceDeleted(request.id(), title));
                        return new Deleted("Service deleted");
                    }));
                });
    }

    private static Service announceCreated(Tx tx, Service made) {
        tx.about("service", made.id());
        tx.announce(CatalogEvents.CREATED, made.id().toString(), made);
        return made;
    }

    private static List<FieldError> repeatedTitles(List<CreateService> rows) {
        Map<String, Integer> first = new HashMap<>();
        List<FieldError> errors = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            Integer earlier =
                    first.putIfAbsent(ServiceTexts.folded(rows.get(row).title()), row);
            if (earlier != null) {
                errors.add(new FieldError("/" + row + "/title", "is the title of row " + earlier + " too"));
            }
        }
        return errors;
    }
}
