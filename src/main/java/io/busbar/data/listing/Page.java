package io.busbar.data.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Over HTTP the body is a plain JSON array; {@code nextCursor} becomes a {@code Link} header with {@code rel="next"},
 * {@code total} and {@code totalRelation} the headers {@code X-Total-Count} and {@code X-Total-Count-Relation}, and each of the {@code
 * counts} a {@linkplain PageCount#header header} of its own.
 *
 * @param items         at most {@code limit} items
 * @param nextCursor    the opaque cursor of the next page; absent on the last page
 * @param total         the number of items on all pages, at most {@link #MAX_TOTAL}; absent if counting is too expensive
 * @param totalRelation whether the total is exact or a lower bound; absent without a total
 * @param counts        the counts that the operation declares, by name
 */
public record Page<T>(
        List<T> items,
        @Nullable String nextCursor,
        @Nullable Long total,
        @Nullable TotalRelation totalRelation,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> counts) {
    /** The page size if the request does not set a limit. */
    public static final int DEFAULT_LIMIT = 50;

    /** The largest limit that a request may set. */
    public static final int MAX_LIMIT = 200;

    /** Items are counted up to this number. */
    public static final int MAX_TOTAL = 10_000;

    public Page {
        items = List.copyOf(items);
        counts = counts == null ? Map.of() : Map.copyOf(counts); // absent in JSON if empty
    }

    /**
     * Creates a page without counts.
     *
     * @param count the number of items on all pages; a count above {@link #MAX_TOTAL} becomes a lower bound
     */
    public Page(List<T> items, @Nullable String nextCursor, @Nullable Long count) {
        this(items, nextCursor, count == null ? null : Math.min(count, MAX_TOTAL), relation(count), Map.of());
    }

    private static @Nullable TotalRelation relation(@Nullable Long count) {
        if (count == null) {
            return null;
        }
        return count > MAX_TOTAL ? TotalRelation.GREATER_OR_EQUAL : TotalRelation.EQUAL;
    }

    /** Returns the empty page of a list without items. */
    public static <T> Page<T> empty() {
        return new Page<>(List.of(), null, 0L);
    }

    /** Returns the page with each item converted. */
    public <U> Page<U> map(Function<? super T, ? extends U> conversion) {
        return withItems(items.stream().<U>map(conversion).toList());
    }

    /** Returns the page with other items, for example without those that the caller may not see. */
    public <U> Page<U> withItems(List<U> others) {
        return new Page<>(others, nextCursor, total, totalRelation, counts);
    }

    /** Returns the page with one more count. */
    public Page<T> withCount(PageCount count, long value) {
        Map<String, Long> extended = new HashMap<>(counts);
        extended.put(count.name(), value);
        return new Page<>(items, nextCursor, total, totalRelation, extended);
    }
}
