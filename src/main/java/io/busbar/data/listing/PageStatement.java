package io.busbar.data.listing;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of the statement that reads one page. It depends on which filters are set and not on their values, so that each combination is
 * prepared only once. The selected columns are followed by the sort keys and, if the list is counted, by the total.
 *
 * @param filter       the condition for the items
 * @param alternatives conditions of which at least one must be true; empty if there are none
 */
record PageStatement(Listing<?> listing, SortOrder order, String filter, List<String> alternatives) {

    /**
     * Returns the statement.
     *
     * @param terms     the placeholders of the search terms; empty without a search
     * @param after     the condition for the items after the cursor; null for the first page
     * @param withTotal whether to count all items
     * @param limit     the placeholder of the maximum number of rows
     */
    String sql(List<String> terms, @Nullable String after, boolean withTotal, String limit) {
        String end = " order by " + order.orderBy() + " limit " + limit;
        String position = after == null ? "" : " and " + after;
        String select = "select " + listing.columns() + sortColumns() + (withTotal ? total() : "") + " from ";
        Search search = listing.search();
        if (search != null && order.equals(search.order())) {
            return select + candidates(search, terms) + " where true" + position + end;
        }
        String source = listing.from() + " where " + filter + position;
        return select + (alternatives.isEmpty() ? source + end : merged(source, end));
    }

    /** Returns the matches of a search with their {@code score}. */
    private String candidates(Search search, List<String> terms) {
        String score =
                terms.stream().map(term -> search.score().replace("?", term)).collect(Collectors.joining(" + "));
        return "(select *, (%s)::real as score from %s where %s limit %d) as candidate"
                .formatted(score, listing.from(), filter, search.maxCandidates());
    }

    /** Reads the page once for each alternative, and merges the results; an item that fulfills both is read by the first one only. */
    private String merged(String source, String end) {
        String first = alternatives.getFirst();
        String second = alternatives.getLast() + " and (" + first + ") is not true";
        return "((select * from %1$s and %2$s%4$s) union all (select * from %1$s and %3$s%4$s)) as item%4$s"
                .formatted(source, first, second, end);
    }

    private String sortColumns() {
        return order.keys().stream()
                .map(key -> ", " + key.expression() + " as sort_key")
                .collect(Collectors.joining());
    }

    private String total() {
        String either = alternatives.isEmpty() ? "" : " and (" + String.join(" or ", alternatives) + ")";
        return ", (select count(*) from (select from %s where %s%s limit %d) as counted) as total"
                .formatted(listing.from(), filter, either, Page.MAX_TOTAL + 1);
    }
}
