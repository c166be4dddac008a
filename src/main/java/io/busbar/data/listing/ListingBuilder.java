package io.busbar.data.listing;

import io.busbar.data.RowMapper;
import io.busbar.data.Table;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Declares a {@link Listing}. It needs at least the columns, the table and one order; {@link #rows} completes it. */
public final class ListingBuilder {
    private final String name;
    private final List<SortOrder> orders = new ArrayList<>(1);
    private String columns = "*";
    private String from = "";
    private String condition = "true";
    private @Nullable Search search;
    private boolean counted;

    ListingBuilder(String name) {
        this.name = name;
    }

    /** Sets the select list. */
    public ListingBuilder columns(String selectList) {
        this.columns = selectList;
        return this;
    }

    /** Sets where the items come from: a table, a join, or a query in parentheses with an alias. */
    public ListingBuilder from(String table) {
        this.from = table;
        return this;
    }

    /** Sets a condition without values that every item fulfills. */
    public ListingBuilder always(String sqlCondition) {
        this.condition = sqlCondition;
        return this;
    }

    /** Adds an order. The first one is the default. */
    public ListingBuilder order(SortOrder order) {
        orders.add(order);
        return this;
    }

    /** Adds a search. */
    public ListingBuilder search(Search similarity) {
        this.search = similarity;
        return this;
    }

    /** Adds a total to every page without a search. Items are counted up to {@link Page#MAX_TOTAL}; give the filters indexes that fit. */
    public ListingBuilder counted() {
        this.counted = true;
        return this;
    }

    /** Completes the declaration with the columns of the mapper. */
    public <T extends Record> Listing<T> rows(RowMapper<T> mapper) {
        return columns(mapper.columns()).rows(mapper::map);
    }

    /** Completes the declaration with the rows of a table. */
    public <T extends Record> Listing<T> rows(Table<T> table) {
        return from(table.name()).rows(table.mapper());
    }

    /**
     * Completes the declaration.
     *
     * @param mapper converts a row, which has the selected columns in their order, followed by others
     */
    public <T> Listing<T> rows(Function<Row, T> mapper) {
        if (from.isEmpty() || orders.isEmpty()) {
            throw new IllegalStateException(name + " needs a table and an order");
        }
        return new Listing<>(name, columns, from, condition, orders, search, counted, mapper);
    }
}
