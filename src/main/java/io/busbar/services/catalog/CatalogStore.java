package io.busbar.services.catalog;

import static io.busbar.data.ConstraintViolation.foreignKeyReportedAs;
import static io.busbar.data.ConstraintViolation.reportedAs;
import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.text;
import static io.busbar.data.listing.SortOrder.ascending;

import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.RowValues;
import io.busbar.data.Table;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Search;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.ListServices;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.catalog.CatalogOperations.UpdateService;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Stores the services of the catalog. */
final class CatalogStore {
    private static final Table<Service> SERVICES =
            Table.of("catalog.service", Service.class).updateTimestamp("updated_at");
    private static final RowMapper<Service> SERVICE = SERVICES.mapper();
    private static final RowValues<CreateService> NEW = RowValues.of(CreateService.class);

    /** Services by title, or by the similarity of the search to the title plus that to title and description. */
    private static final Listing<Service> BY_TITLE = Listing.named("catalog.services")
            .order(ascending("title", text("lower(title)"), id("id")))
            .search(Search.bySimilarity("title", "description"))
            .counted()
            .rows(SERVICES);

    private static final String INSERT = """
        insert into catalog.service (%s)
        select * from %s
        on conflict do nothing
        returning %s""".formatted(NEW.columns(), NEW.unnest(), SERVICE.columns());

    private static final String BY_ID_OR_TITLE = """
        select %s from catalog.service
        where lower(title) = lower($1) or id = case when $1 ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then $1::uuid end
        limit 1""".formatted(SERVICE.columns());

    /** A row of the request whose title is taken by another service. */
    record TakenTitle(int row, String title) {}

    private final Database database;

    CatalogStore(Database database) {
        this.database = database;
    }

    /** Returns services by title, or by relevance if there is a search. */
    Future<Page<Service>> list(ListServices request) {
        return BY_TITLE.query()
                .where("category = ?", request.category())
                .search(request.search())
                .page(database, request.page());
    }

    /** Inserts all services or none. Returns them in the order of the request. Fails with CONFLICT and the rows whose titles are taken. */
    Future<List<Service>> insert(Tx tx, List<CreateService> rows) {
        return tx.query(INSERT, NEW.of(rows)).map(inserted -> {
            Map<String, Service> byTitle = SERVICE.byKey(inserted, Service::title);
            List<TakenTitle> taken = IntStream.range(0, rows.size())
                    .mapToObj(row -> new TakenTitle(row, rows.get(row).title()))
                    .filter(requested -> !byTitle.containsKey(requested.title()))
                    .toList();
            Require.that(taken.isEmpty(), () -> titleTaken("taken", taken));
            return rows.stream().map(row -> byTitle.get(row.title())).toList();
        });
    }

    Future<Service> update(Tx tx, UpdateService change) {
        return SERVICES.update(tx, change)
                .recover(reportedAs("service_title_key", () -> titleTaken("title", String.valueOf(change.title()))));
    }

    private static Failure titleTaken(String name, Object value) {
        return Failure.conflict("A service with this title already exists", Map.of(name, value));
    }

    /** Deletes the service and returns its title. Fails with CONFLICT if it has open bookings. */
    Future<String> delete(Tx tx, UUID id) {
        return SERVICES.delete(tx, id)
                .map(Service::title)
                .recover(foreignKeyReportedAs(
                        () -> Failure.conflict("This service has open bookings", Map.of("service", id.toString()))));
    }

    Future<Service> byId(UUID id) {
        return SERVICES.get(database, id);
    }

    Future<Service> byIdOrTitle(String idOrTitle) {
        return database.query(BY_ID_OR_TITLE, Tuple.of(idOrTitle)).map(rows -> SERVICE.one(rows, "service"));
    }
}
