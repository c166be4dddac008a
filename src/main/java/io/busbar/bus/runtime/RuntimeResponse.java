package io.busbar.bus.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The success response of a runtime operation.
 *
 * @param kind   the form of the body
 * @param status 200, 201 or 202 with an object, 200 or 201 with an array, 200 with a page, 204 without a body
 * @param schema the JSON Schema of the object, or of each item of an array or a page; null without a body
 */
public record RuntimeResponse(
        BodyKind kind, int status, @Nullable ObjectNode schema) {

    /** The form of a response body. */
    public enum BodyKind {
        /** A JSON object; the handler returns an {@link ObjectNode}. */
        OBJECT,
        /** A JSON array; the handler returns a {@link io.busbar.bus.ListResult} of JSON nodes. */
        ARRAY,
        /** A page of a list; the handler returns a {@link io.busbar.data.listing.Page} of JSON nodes. */
        PAGE,
        /** No body; the handler returns {@link io.busbar.bus.Empty}. */
        NONE
    }

    /** Returns a response with an object. */
    public static RuntimeResponse object(int status, ObjectNode schema) {
        return new RuntimeResponse(BodyKind.OBJECT, status, schema);
    }

    /** Returns a response with an array of such items. */
    public static RuntimeResponse array(int status, ObjectNode itemSchema) {
        return new RuntimeResponse(BodyKind.ARRAY, status, itemSchema);
    }

    /** Returns a response with a page of such items. */
    public static RuntimeResponse page(ObjectNode itemSchema) {
        return new RuntimeResponse(BodyKind.PAGE, 200, itemSchema);
    }

    /** Returns a response without a body. */
    public static RuntimeResponse none() {
        return new RuntimeResponse(BodyKind.NONE, 204, null);
    }
}
