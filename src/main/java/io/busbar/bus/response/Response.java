package io.busbar.bus.response;

import io.busbar.bus.ListResult;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.PageCount;
import java.util.List;
import java.util.Set;

/** The kind of success response of an operation. */
public sealed interface Response {

    int status();

    /** Returns whether the response is one JSON value. */
    default boolean isJson() {
        return this instanceof JsonResult
                || this instanceof JsonArrayResult
                || this instanceof PageResult
                || this instanceof StartedJob;
    }

    /** Returns the counts that a list reports besides its total. */
    default List<PageCount> counts() {
        return List.of();
    }

    /** A record as a JSON object. */
    record JsonResult(Class<?> type, int status) implements Response {}

    /** The job that the operation has started (202), with its URL in {@code Location}. */
    record StartedJob(String type) implements Response {
        @Override
        public int status() {
            return 202;
        }
    }

    /** The result of a job: a JSON object of any shape, or a file. */
    record ResultOfJob() implements Response {
        @Override
        public int status() {
            return 200;
        }
    }

    /** A {@link ListResult} as a JSON array. */
    record JsonArrayResult(Class<?> item, int status) implements Response {}

    /** A {@link Page} as a JSON array, with the cursor and the counts in the headers. */
    record PageResult(Class<?> item, List<PageCount> counts) implements Response {
        public PageResult {
            counts = List.copyOf(counts);
        }

        @Override
        public int status() {
            return 200;
        }
    }

    /** No content (204). */
    record NoContentResult() implements Response {
        @Override
        public int status() {
            return 204;
        }
    }

    /** {@link BinaryContent}, held in memory, with one of these media types. */
    record BinaryResult(Set<String> mediaTypes) implements Response {
        public BinaryResult {
            mediaTypes = Set.copyOf(mediaTypes);
        }

        @Override
        public int status() {
            return 200;
        }
    }

    /** A {@link Download} from the blob store. */
    record StreamResult() implements Response {
        @Override
        public int status() {
            return 200;
        }
    }

    /** {@link TextContent} with this media type. */
    record TextResult(String mediaType) implements Response {
        @Override
        public int status() {
            return 200;
        }
    }

    /** A {@link Redirect}. */
    record RedirectResult() implements Response {
        @Override
        public int status() {
            return 302;
        }
    }

    /** A {@link SessionChange} of a record: the record as a JSON object, the tokens as cookies. */
    record SessionResult(Class<?> type, int status) implements Response {}
}
