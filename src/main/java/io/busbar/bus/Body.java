package io.busbar.bus;

import java.util.Set;

/** What an operation reads besides path and query parameters, which it can always take. */
public sealed interface Body {

    /** Path and query parameters only. */
    record None() implements Body {}

    /** A JSON object, merged with the parameters into the request record. */
    record JsonObject() implements Body {}

    /** A JSON array, the value of this component of the request record. */
    record JsonArray(String component) implements Body {}

    /** A form, with files where the request record has components of type {@link Upload}. */
    record Multipart() implements Body {}

    /** The raw bytes as they came, in memory: for signatures over them. The component is a {@code byte[]}. */
    record Raw(String component, Set<String> mediaTypes) implements Body {
        public Raw {
            mediaTypes = Set.copyOf(mediaTypes);
        }
    }

    /** Bytes of any number, streamed to the blob store on their way in. The component is an {@link Upload}. */
    record Stream(String component) implements Body {}
}
