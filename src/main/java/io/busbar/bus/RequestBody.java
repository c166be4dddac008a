package io.busbar.bus;

import java.util.Set;

/** The kind of body that an operation reads. Path and query parameters are possible with each of them. */
public sealed interface RequestBody {

    /** No body. */
    record NoBody() implements RequestBody {}

    /** A JSON object, merged with the parameters into the request record. */
    record JsonObjectBody() implements RequestBody {}

    /** A JSON array, which becomes this component of the request record. */
    record JsonArrayBody(String component) implements RequestBody {}

    /** A multipart form, with a file for each component of type {@link io.busbar.data.Upload}. */
    record MultipartBody() implements RequestBody {}

    /** The unchanged bytes, held in memory; for signatures over them. The component is a {@code byte[]}. */
    record RawBody(String component, Set<String> mediaTypes) implements RequestBody {
        public RawBody {
            mediaTypes = Set.copyOf(mediaTypes);
        }
    }

    /** Bytes of any number, streamed to the blob store as they arrive. The component is an {@link io.busbar.data.Upload}. */
    record StreamedUpload(String component) implements RequestBody {}
}
