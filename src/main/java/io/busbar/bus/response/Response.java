package io.busbar.bus.response;

import io.busbar.bus.ListResult;
import io.busbar.bus.Page;
import java.util.Set;

/** What an operation answers when it succeeds. */
public sealed interface Response {

    /** The HTTP status of success. */
    int status();

    /** Whether it is one JSON value and nothing else. */
    default boolean isJson() {
        return this instanceof JsonResult || this instanceof JsonArrayResult || this instanceof PageResult;
    }

    /** The record as a JSON object. */
    record JsonResult(Class<?> type, int status) implements Response {}

    /** {@link ListResult} of the type, as a JSON array. */
    record JsonArrayResult(Class<?> item, int status) implements Response {}

    /** A {@link Page} of the type, as a JSON array with the cursor in the headers. */
    record PageResult(Class<?> item) implements Response {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Nothing to say. */
    record NoContentResult() implements Response {
        @Override
        public int status() {
            return 204;
        }
    }

    /** {@link BinaryContent} held in memory, of one of these media types. */
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

    /** {@link TextContent} of this media type. */
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

    /** A {@link SessionChange} around a record: the record as JSON object, the tokens as cookies. */
    record SessionResult(Class<?> type, int status) implements Response {}
}
