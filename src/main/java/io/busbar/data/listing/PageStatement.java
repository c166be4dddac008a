package io.busbar.data.listing;

import java.util.List;
import java.util.Objects;
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

    /** Returns the matches of a search with their {@code score}. */
    String scored(List<String> terms) {
        Search search = Objects.requireNonNull(listing.search());
        String score = terms.stream()
                .map(term -> search.score().replace("?", term))
                .collect(Collectors.joining(" + "));
        return "(select *, (%s)::real as score from %s where %s limit %d) as candidate"
                .formatted(score, listing.from(), filter, search.maxCandidates());
    }

    /**
     * Returns the statement.
     *
     * @param from      the list's table, or the matches of a search
     * @param after     the condition for the items after the cursor; null for the first page
     * @param withTotal whether to count all items
     * @param limit     the placeholder of the maximum number of rows
     */
    String sql(String from, @Nullable String after, boolean withTotal, String limit) {
        String end = " order by " + order.orderBy() + " limit " + limit;
        String selected = after == null ? filter : filter + " and " + after;
        String source = alternatives.isEmpty()
                ? from + " where " + selected + end
                : merged(" from " + from + " where " + selected, end);
        return "select " + listing.columns() + sortColumns() + (withTotal ? total() : "") + " from " + source;
    }

    /** Reads the page once for each alternative, and merges the results; an item that fulfills both is read by the first one only. */
    private String merged(String source, String end) {
        String first = alternatives.getFirst();
        String second = alternatives.getLast() + " and (" + first + ") is not true";
        return "((select *%1$s and %2$s%4$s) union all (select *%1$s and %3$s%4$s)) as item%4$s"
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
