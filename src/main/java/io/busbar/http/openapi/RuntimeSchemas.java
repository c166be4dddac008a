package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.json.Schemas;
import io.busbar.bus.runtime.VersionedOperation;
import java.util.Objects;

/**
 * The schemas of the requests and responses of operations in the documents. Those of the code are components, named by their records;
 * those of runtime operations stand where they are used, so that no set can rename a component of another.
 */
final class RuntimeSchemas {
    private RuntimeSchemas() {}

    /** Returns the complete schema of a request. */
    static ObjectNode request(Operation<?, ?> operation, Schemas schemas) {
        VersionedOperation runtime = operation.runtime();
        return runtime == null
                ? schemas.definition(operation.request())
                : Schemas.withKnownProperties(runtime.declaration().request());
    }

    /** Returns the schema of a response of this type, or of an item of it. */
    static ObjectNode response(Operation<?, ?> operation, Class<?> type, Schemas schemas) {
        VersionedOperation runtime = operation.runtime();
        return runtime == null
                ? schemas.reference(type)
                : Objects.requireNonNull(runtime.declaration().response().schema(), operation.name())
                        .deepCopy();
    }

    /** Forbids unknown fields in all objects with known properties of a schema that is complete in itself, and returns it. */
    static ObjectNode strict(ObjectNode schema) {
        Schemas.forEachObject(schema, part -> {
            if (part.path("properties").isObject()) {
                part.put("additionalProperties", false);
            }
        });
        return schema;
    }
}
