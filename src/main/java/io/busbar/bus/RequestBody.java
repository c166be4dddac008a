package io.busbar.bus;

import java.util.Set;

/** What an operation reads besides path and query parameters, which it can always take. */
public sealed interface RequestBody {

    /** Path and query parameters only. */
    record NoBody() implements RequestBody {}

    /** A JSON object, merged with the parameters into the request record. */
    record JsonObjectBody() implements RequestBody {}

    /** A JSON array, the value of this component of the request record. */
    record JsonArrayBody(String component) implements RequestBody {}

    /** A form, with files where the request record has components of type {@link Upload}. */
    record MultipartBody() implements RequestBody {}

    /** The raw bytes as they came, in memory: for signatures over them. The component is a {@code byte[]}. */
    record RawBody(String component, Set<String> mediaTypes) implements RequestBody {
        public RawBody {
            mediaTypes = Set.copyOf(mediaTypes);
        }
    }

    /** Bytes of any number, streamed to the blob store on their way in. The component is an {@link Upload}. */
    record StreamedUpload(String component) implements RequestBody {}
}
