package io.busbar.bus;

import io.busbar.data.listing.Cursor;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The page that the request of a list asks for. A request record embeds it as a component; in JSON, in the query and in the API reference
 * its fields {@code limit} and {@code cursor} appear among the record's own:
 *
 * <pre>{@code record ListServices(@Nullable String category, PageRequest page) {}}</pre>
 *
 * @param limit  the page size; {@link Page#DEFAULT_LIMIT} if absent
 * @param cursor the {@code nextCursor} of the previous page; absent for the first page
 */
public record PageRequest(
        @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "The page size. Defaults to 50.", example = "20")
        Integer limit,

        @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("The cursor from the previous `Link` header.")
        String cursor)
        implements Pageable {

    /** The first page, of the default size. */
    public static final PageRequest FIRST = new PageRequest(null, null);

    /** Returns the request of the first page with this size. */
    public static PageRequest first(int limit) {
        return new PageRequest(limit, null);
    }

    @Override
    public int pageSize() {
        return limit == null ? Page.DEFAULT_LIMIT : limit;
    }
}
