package io.busbar.services.catalog;

import io.busbar.bus.Cursor;
import io.busbar.bus.Failure;
import io.busbar.bus.Page;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.data.ConstraintViolation;
import io.busbar.data.Database;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.ListServices;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.catalog.CatalogOperations.UpdateService;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stores the services of the catalog. */
final class CatalogStore {
    private static final String COLUMNS = "id, title, description, category, icon, color, created_at, updated_at";
    private static final UUID MIN_ID = new UUID(0, 0);
    /** A search starts after this score, which is higher than any: a score is the sum of two similarities from 0 to 1. */
    private static final String MAX_SCORE = "9";

    private static final Pattern SCORE_PATTERN = Pattern.compile("[0-9](\\.[0-9]{1,9})?");

    private static final String LIST_ALL = list("");
    private static final String LIST_OF_CATEGORY = list("and category = $4");
    private static final String SEARCH_ALL = search("");
    private static final String SEARCH_OF_CATEGORY = search("and category = $5");

    private static final String INSERT = """
        insert into catalog.service (title, description, category, icon, color)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
        on conflict do nothing
        returning %s""".formatted(COLUMNS);

    private static final String UPDATE = """
        update catalog.service
        set title = coalesce($2, title), description = coalesce($3, description), category = coalesce($4, category),
            icon = coalesce($5, icon), color = coalesce($6, color), updated_at = now()
        where id = $1
        returning %s""".formatted(COLUMNS);

    private static final String BY_ID = "select %s from catalog.service where id = $1".formatted(COLUMNS);
    private static final String BY_TITLE =
            "select %s from catalog.service where lower(title) = lower($1)".formatted(COLUMNS);

    private static final String DELETE = "delete from catalog.service where id = $1 returning title";

    /** A row of the request whose title is taken by another service. */
    record TakenTitle(int row, String title) {}

    private final Database database;

    CatalogStore(Database database) {
        this.database = database;
    }

    /** Returns services by title, or by relevance if there is a search. */
    Future<Page<Service>> list(ListServices request) {
        int limit = request.limit() == null ? Page.DEFAULT_LIMIT : request.limit();
        String search = request.search();
        String category = request.category();
        Cursor from = request.cursor() == null
                ? Cursor.of(search == null ? "" : MAX_SCORE, MIN_ID)
                : Cursor.decode(request.cursor(), 2);
        Tuple values = Tuple.of(from.values().get(0), uuid(from.values().get(1)), limit + 1);
        if (search != null) {
            validateScore(from);
            values.addValue(search);
        }
        if (category != null) {
            values.addValue(category);
        }
        Long totalIfEmpty = search == null && request.cursor() == null ? 0L : null;
        return database.query(listStatement(search, category), values).map(rows -> page(rows, limit, totalIfEmpty));
    }

    private static String listStatement(@Nullable String search, @Nullable String category) {
        if (search == null) {
            return category == null ? LIST_ALL : LIST_OF_CATEGORY;
        }
        return category == null ? SEARCH_ALL : SEARCH_OF_CATEGORY;
    }

    /** Inserts all services or none. Returns them in the order of the request. Fails with CONFLICT and the rows whose titles are taken. */
    Future<List<Service>> insert(Tx tx, List<CreateService> rows) {
        Tuple values = Tuple.of(
                column(rows, CreateService::title),
                column(rows, CreateService::description),
                column(rows, CreateService::category),
                column(rows, CreateService::icon),
                column(rows, CreateService::color));
        return tx.query(INSERT, values).map(inserted -> inOrder(inserted, rows));
    }

    private static List<Service> inOrder(RowSet<Row> inserted, List<CreateService> rows) {
        Map<String, Service> byTitle = new HashMap<>();
        inserted.forEach(row -> byTitle.put(row.getString("title"), service(row)));
        List<TakenTitle> takenTitles = IntStream.range(0, rows.size())
                .mapToObj(row -> new TakenTitle(row, rows.get(row).title()))
                .filter(requested -> !byTitle.containsKey(requested.title()))
                .toList();
        Require.that(
                takenTitles.isEmpty(),
                () -> Failure.conflict("A service with this title already exists", Map.of("taken", takenTitles)));
        return rows.stream().map(row -> byTitle.get(row.title())).toList();
    }

    Future<Service> update(Tx tx, UpdateService change) {
        Tuple values = Tuple.of(
                change.id(), change.title(), change.description(), change.category(), change.icon(), change.color());
        return tx.query(UPDATE, values)
                .map(rows -> service(requireRow(rows)))
                .recover(cause -> ConstraintViolation.isViolationOf(cause, "service_title_key")
                        ? Future.failedFuture(Failure.conflict(
                                "A service with this title already exists",
                                Map.of("title", String.valueOf(change.title()))))
                        : Future.failedFuture(cause));
    }

    /** Deletes the service and returns its title. */
    Future<String> delete(Tx tx, UUID id) {
        return tx.query(DELETE, Tuple.of(id)).map(rows -> requireRow(rows).getString("title"));
    }

    Future<Service> byId(UUID id) {
        return database.query(BY_ID, Tuple.of(id)).map(rows -> service(requireRow(rows)));
    }

    Future<Service> byTitle(String title) {
        return database.query(BY_TITLE, Tuple.of(title)).map(rows -> service(requireRow(rows)));
    }

    private static String list(String filter) {
        return """
            select %1$s, lower(title) as sort, (select count(*) from catalog.service where true %2$s) as total
            from catalog.service
            where (lower(title), id) > ($1, $2) %2$s
            order by lower(title), id
            limit $3""".formatted(COLUMNS, filter);
    }

    /** Scores each service by the similarity of the search to its title plus that to its title and description. */
    private static String search(String filter) {
        return """
            select %1$s, score::text as sort, null::bigint as total
            from (select *, extensions.word_similarity($4, title)
                            + extensions.word_similarity($4, title || ' ' || description) as score
                  from catalog.service
                  where (title || ' ' || description) operator(extensions.%%>) $4 %2$s) as hit
            where (-score, id) > (-($1::text::real), $2)
            order by -score, id
            limit $3""".formatted(COLUMNS, filter);
    }

    private static Page<Service> page(RowSet<Row> rows, int limit, @Nullable Long totalIfEmpty) {
        List<Service> items = new ArrayList<>();
        Long total = totalIfEmpty;
        String nextCursor = null;
        Row last = null;
        for (Row row : rows) {
            total = row.getLong("total");
            if (items.size() == limit && last != null) {
                nextCursor =
                        Cursor.of(last.getString("sort"), last.getUUID("id")).encode();
                break;
            }
            items.add(service(row));
            last = row;
        }
        return new Page<>(items, nextCursor, total);
    }

    private static Service service(Row row) {
        return new Service(
                row.getUUID("id"),
                row.getString("title"),
                row.getString("description"),
                row.getString("category"),
                row.getString("icon"),
                row.getString("color"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"));
    }

    private static Row requireRow(RowSet<Row> rows) {
        if (rows.rowCount() == 0) {
            throw Failure.notFound("There is no such service");
        }
        return rows.iterator().next();
    }

    private static String[] column(List<CreateService> rows, Function<CreateService, @Nullable String> field) {
        return rows.stream().map(field).toArray(String[]::new);
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Cursor.invalidCursor();
        }
    }

    private static void validateScore(Cursor cursor) {
        if (!SCORE_PATTERN.matcher(cursor.values().getFirst()).matches()) {
            throw Cursor.invalidCursor();
        }
    }
}
