package io.busbar.data.listing;

import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The filters, the order and the search of one page of a {@link Listing}. It is used once. */
public final class ListingQuery<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ListingQuery.class);

    private final Listing<T> listing;
    private final Tuple values = Tuple.tuple();
    private final StringBuilder filter;
    private final List<String> alternatives = new ArrayList<>(0);
    private List<String> terms = List.of();
    private @Nullable String orderName;
    private boolean counted;

    ListingQuery(Listing<T> listing) {
        this.listing = listing;
        this.filter = new StringBuilder(listing.condition());
        this.counted = listing.counted();
    }

    /** Adds a condition in which each {@code ?} stands for the value; adds nothing if the value is null. */
    public ListingQuery<T> where(String condition, @Nullable Object value) {
        return value == null ? this : where(condition.replace("?", parameter(value)));
    }

    /** Adds a condition without a value. */
    public ListingQuery<T> where(String condition) {
        filter.append(" and ").append(condition);
        return this;
    }

    /**
     * Selects items that fulfill at least one of two conditions on the same value. Each one is read from its own index, in order and up to
     * the limit; an {@code or} would read and sort all items. A query can have one such pair.
     *
     * @throws IllegalStateException if the query already has one
     */
    public ListingQuery<T> whereEither(String first, String second, Object value) {
        if (!alternatives.isEmpty()) {
            throw new IllegalStateException("The query already has a pair of alternatives");
        }
        String placeholder = parameter(value);
        alternatives.add(first.replace("?", placeholder));
        alternatives.add(second.replace("?", placeholder));
        return this;
    }

    /** Selects items that match the term; adds nothing if it is null. */
    public ListingQuery<T> search(@Nullable String term) {
        return search(term == null ? List.of() : List.of(term));
    }

    /** Selects items that match every term; adds nothing if there are none. */
    public ListingQuery<T> search(List<String> searchTerms) {
        Search search = Objects.requireNonNull(listing.search(), "the list has no search");
        terms = searchTerms.stream().map(this::parameter).toList();
        terms.forEach(term -> where(search.condition().replace("?", term)));
        return this;
    }

    /** Chooses an order by its name; null stands for the default: by relevance with a search, else the list's first order. */
    public ListingQuery<T> orderBy(@Nullable String name) {
        orderName = name;
        return this;
    }

    /** Leaves out the total, for a selection that is too expensive to count. */
    public ListingQuery<T> withoutTotal() {
        counted = false;
        return this;
    }

    /**
     * Reads one page.
     *
     * @throws InvalidCursorException if the cursor does not belong to this list and order
     */
    public Future<Page<T>> page(Database database, Pageable request) {
        return read(database, request.pageSize(), request.cursor());
    }

    /** Reads the first items of the list, also more than fit on a page: for exports. */
    public Future<List<T>> first(Database database, int count) {
        return withoutTotal().read(database, count, null).map(Page::items);
    }

    private Future<Page<T>> read(Database database, int limit, @Nullable String cursor) {
        SortOrder order = order();
        String cursorOrder = listing.name() + '/' + order.name();
        boolean withTotal = counted && terms.isEmpty();
        PageStatement statement = new PageStatement(listing, order, filter.toString(), alternatives);
        String after = cursor == null ? null : order.after(position(cursor, cursorOrder, order));
        String sql = statement.sql(terms, after, withTotal, parameter(limit + 1));
        LOG.debug("{}: {}", cursorOrder, sql);
        PageReader<T> reader = new PageReader<>(listing.mapper(), order, cursorOrder, withTotal, limit, cursor == null);
        return database.query(sql, values).map(reader::read);
    }

    private SortOrder order() {
        Search search = listing.search();
        if (search == null
                || (orderName != null && !orderName.equals(search.order().name()))) {
            return listing.order(orderName);
        }
        return terms.isEmpty() ? listing.order(null) : search.order();
    }

    private List<String> position(String cursor, String cursorOrder, SortOrder order) {
        List<String> texts =
                Cursor.decode(cursor, cursorOrder, order.keys().size()).values();
        List<String> placeholders = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            placeholders.add(parameter(order.keys().get(i).type().parse(texts.get(i))));
        }
        return placeholders;
    }

    /** Adds a value and returns its placeholder. */
    private String parameter(Object value) {
        values.addValue(value);
        return "$" + values.size();
    }
}
