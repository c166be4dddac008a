package io.busbar.data.listing;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a list that is read page by page:
 *
 * <pre>{@code
 * Listing<Service> SERVICES = Listing.named("catalog.services")
 *         .from("catalog.service")
 *         .order(ascending("title", text("lower(title)"), id("id")))
 *         .counted()
 *         .rows(RowMapper.of(Service.class));
 *
 * SERVICES.query().where("category = ?", category).page(database, request.page());
 * }</pre>
 *
 * @param name          name of the list; cursors contain it
 * @param columns       the select list
 * @param from          a table, a join or a query in parentheses with an alias
 * @param condition     SQL condition of every item
 * @param orders        the orders to choose from; the first one is the default
 * @param search        the search, if the list has one
 * @param counted       whether pages have a total
 * @param mapper        converts a row, which has the selected columns in their order, followed by others
 */
public record Listing<T>(
        String name,
        String columns,
        String from,
        String condition,
        List<SortOrder> orders,
        @Nullable Search search,
        boolean counted,
        Function<Row, T> mapper) {

    public Listing {
        orders = List.copyOf(orders);
    }

    /** Starts the declaration of a list. The name is unique: {@code "catalog.services"}. */
    public static ListingBuilder named(String name) {
        return new ListingBuilder(name);
    }

    /** Starts the query of one page. */
    public ListingQuery<T> query() {
        return new ListingQuery<>(this);
    }

    /** Returns the order with this name; the default order if the name is null. */
    SortOrder order(@Nullable String orderName) {
        if (orderName == null) {
            return orders.getFirst();
        }
        return orders.stream()
                .filter(order -> order.name().equals(orderName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no order " + orderName));
    }
}
