package io.busbar.bus;

import java.util.Set;

/** What an operation answers when it succeeds. */
public sealed interface Answer {

    /** The HTTP status of success. */
    int status();

    /** Whether it is one JSON value and nothing else. */
    default boolean isJson() {
        return this instanceof Json || this instanceof JsonArray || this instanceof Paged;
    }

    /** The record as a JSON object. */
    record Json(Class<?> type, int status) implements Answer {}

    /** {@link Items} of the type, as a JSON array. */
    record JsonArray(Class<?> item, int status) implements Answer {}

    /** A {@link Page} of the type, as a JSON array with the cursor in the headers. */
    record Paged(Class<?> item) implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Nothing to say. */
    record Empty() implements Answer {
        @Override
        public int status() {
            return 204;
        }
    }

    /** {@link Bytes} held in memory, of one of these media types. */
    record Binary(Set<String> mediaTypes) implements Answer {
        public Binary {
            mediaTypes = Set.copyOf(mediaTypes);
        }

        @Override
        public int status() {
            return 200;
        }
    }

    /** A {@link Download} from the blob store. */
    record Streamed() implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** {@link Text} of this media type. */
    record Plain(String mediaType) implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** A {@link Redirect}. */
    record Elsewhere() implements Answer {
        @Override
        public int status() {
            return 302;
        }
    }

    /** A {@link SessionChange} around a record: the record as JSON object, the tokens as cookies. */
    record Session(Class<?> type, int status) implements Answer {}
}
