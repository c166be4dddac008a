package io.busbar.users;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.catalog.CatalogOperations;
import io.busbar.catalog.CatalogOperations.CreateService;
import io.busbar.catalog.CatalogOperations.CreateServices;
import io.busbar.catalog.CatalogOperations.ListServices;
import io.busbar.users.AccountOperations.DemoMade;
import io.busbar.users.AccountOperations.MakeDemo;
import io.busbar.users.DemoPeople.DemoPerson;
import io.busbar.users.UsersEvents.AccountChanged;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;

/** A marketplace to look around in: professionals, and services if there are none. Done twice it is done once. */
final class DemoData {
    private static final int AT_ONCE = 200;

    private final DemoStore store;
    private final Changes changes;
    private final Bus bus;

    DemoData(DemoStore store, Changes changes, Bus bus) {
        this.store = store;
        this.changes = changes;
        this.bus = bus;
    }

    Future<DemoMade> make(MakeDemo request, Call<DemoMade> call) {
        return services(call.caller())
                .compose(services -> people(call.caller(), 0, request.professionals(), 0)
                        .map(people -> new DemoMade(people, services)));
    }

    private Future<Integer> people(Caller caller, int from, int to, int made) {
        if (from >= to) {
            return Future.succeededFuture(made);
        }
        int until = Math.min(to, from + AT_ONCE);
        List<DemoPerson> some =
                IntStream.range(from, until).mapToObj(DemoPeople::person).toList();
        return changes.change(
                        caller,
                        AccountOperations.MAKE_DEMO.name(),
                        tx -> store.insert(tx, some).map(ids -> {
                            ids.forEach(id ->
                                    tx.announce(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountChanged(id)));
                            return ids.size();
                        }))
                .compose(count -> people(caller, until, to, made + count));
    }

    private Future<Integer> services(Caller caller) {
        return bus.call(CatalogOperations.LIST, new ListServices(null, null, 1, null), caller)
                .compose(page -> page.items().isEmpty() ? createServices(caller) : Future.succeededFuture(0));
    }

    /** Another node has just made them. */
    private static boolean isThere(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.CONFLICT;
    }

    private Future<Integer> createServices(Caller caller) {
        List<CreateService> services = DemoPeople.services().stream()
                .map(one -> new CreateService(one.get(1), one.get(2), one.get(0), null, null))
                .toList();
        return bus.call(CatalogOperations.CREATE_BULK, new CreateServices(services), caller)
                .map(made -> made.items().size())
                .recover(cause -> isThere(cause) ? Future.succeededFuture(0) : Future.failedFuture(cause));
    }
}
