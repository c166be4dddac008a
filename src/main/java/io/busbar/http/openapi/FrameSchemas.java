package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.Push;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.json.Schemas;
import io.busbar.bus.response.Response;
import io.busbar.data.listing.Page;

/** Schemas of the frames of the event bus bridge. */
final class FrameSchemas {
    private static final int MAX_ADDRESS_LENGTH = 200;

    private final Schemas schemas;
    private final ObjectNode componentSchemas;

    FrameSchemas(Schemas schemas, ObjectNode componentSchemas) {
        this.schemas = schemas;
        this.componentSchemas = componentSchemas;
    }

    /** Returns the schema of {@code send}, the request to an operation. */
    ObjectNode request(Operation<?, ?> operation) {
        ObjectNode frame = frame("send", constant(operation.service()));
        ObjectNode fields = properties(frame);
        ObjectNode headers = object(fields.putObject("headers"), "action");
        properties(headers).set("action", constant(operation.action()));
        authorization(properties(headers));
        if (operation.supportsIdempotencyKey()) {
            properties(headers)
                    .set(
                            "idempotency-key",
                            text("A unique value for each new object; use the same value for retries. The response is"
                                    + " stored for 24 hours."));
        }
        boolean isBodyRequired = false;
        if (operation.request() == Empty.class) {
            object(fields.putObject("body")).put("additionalProperties", false);
        } else if (operation.runtime() != null) {
            ObjectNode body = RuntimeSchemas.strict(RuntimeSchemas.request(operation, schemas));
            isBodyRequired = body.path("required").size() > 0;
            fields.set("body", body);
        } else {
            ObjectNode body = schemas.reference(operation.request());
            StrictObjectSchemas.forbidUnknownFields(body, componentSchemas);
            fields.set("body", body);
            isBodyRequired =
                    schemas.definition(operation.request()).path("required").size() > 0;
        }
        fields.set("replyAddress", address("A unique address, chosen by the client, to which the reply is sent."));
        require(frame, "headers");
        if (isBodyRequired) {
            require(frame, "body");
        }
        return frame;
    }

    /** Returns the schema of {@code rec}, the reply of an operation. */
    ObjectNode reply(Operation<?, ?> operation) {
        ObjectNode frame = frame("rec", address("The `replyAddress` of the request."));
        ObjectNode fields = properties(frame);
        fields.set("body", replyBody(operation));
        ObjectNode headers = object(fields.putObject("headers"), "x-request-id");
        properties(headers).set("x-request-id", text("Identifies the request in logs."));
        if (operation.supportsIdempotencyKey()) {
            properties(headers)
                    .set(
                            "idempotency-replayed",
                            text("`true` if this is the stored response to an earlier request with the same key."));
        }
        require(frame, "body", "headers");
        return frame;
    }

    /** Returns the schema of {@code register} or {@code unregister}. */
    ObjectNode registration(String type) {
        ObjectNode frame = frame(type, userAddress());
        ObjectNode headers = properties(frame).putObject("headers").put("type", "object");
        authorization(properties(headers));
        if (type.equals("register")) {
            properties(headers)
                    .set(
                            "cursor",
                            text("The cursor of the last push that the client received. Later pushes follow first."));
        }
        return frame;
    }

    /** Returns the schema of a push, or of a message of the bridge about pushes. */
    ObjectNode pushFrame(String type, JsonNode data, boolean numbered) {
        ObjectNode frame = frame("rec", userAddress());
        ObjectNode body = object(properties(frame).putObject("body"), "type", "at", "data");
        ObjectNode fields = properties(body);
        fields.putObject("cursor")
                .put("type", "integer")
                .put("minimum", 0)
                .put("description", "The sequence number of the push. Use it to resume after a lost connection.");
        fields.set("type", constant(type));
        fields.putObject("at").put("type", "string").put("format", "date-time");
        fields.set("data", data);
        if (numbered) {
            require(body, "cursor");
        }
        properties(frame).putObject("headers").put("type", "object");
        require(frame, "body", "headers");
        return frame;
    }

    ObjectNode push(Push<?> push) {
        return pushFrame(push.type(), schemas.reference(push.payload()), push.numbered());
    }

    /** Returns the schema of {@code err}, an error. */
    ObjectNode error() {
        ObjectNode frame =
                object(JsonNodeFactory.instance.objectNode(), "type", "failureCode", "failureType", "message");
        ObjectNode fields = properties(frame);
        fields.set("type", constant("err"));
        fields.set(
                "address",
                address("The `replyAddress` of the failed request. Absent if the error belongs to no request."));
        fields.putObject("failureCode").put("type", "integer").put("description", "The HTTP status.");
        fields.set("failureType", constant("RECIPIENT_FAILURE"));
        fields.putObject("message").put("$ref", "#/components/schemas/Error");
        return frame;
    }

    ObjectNode ping() {
        ObjectNode frame = object(JsonNodeFactory.instance.objectNode(), "type");
        properties(frame).set("type", constant("ping"));
        return frame;
    }

    private ObjectNode replyBody(Operation<?, ?> operation) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (operation.response()) {
            case Response.JsonResult jsonResult -> RuntimeSchemas.response(operation, jsonResult.type(), schemas);
            case Response.StartedJob startedJob -> schemas.reference(JobDetails.class);
            case Response.JsonArrayResult array -> list(operation, array.item());
            case Response.PageResult page -> {
                ObjectNode pageSchema = object(nodes.objectNode(), "items");
                ObjectNode fields = properties(pageSchema);
                fields.set("items", list(operation, page.item()).put("maxItems", Page.MAX_LIMIT));
                fields.set("nextCursor", text("The cursor of the next page. Absent on the last page."));
                fields.putObject("total")
                        .put("type", "integer")
                        .put(
                                "description",
                                "The total number of items on all pages, counted up to 10,000. Absent if it is not counted.");
                fields.putObject("totalRelation")
                        .put("type", "string")
                        .put("description", "`eq` if the total is exact, `gte` if there are more items.")
                        .putArray("enum")
                        .add("eq")
                        .add("gte");
                page.counts()
                        .forEach(count -> fields.putObject(count.name())
                                .put("type", "integer")
                                .put("description", count.description()));
                yield pageSchema;
            }
            case Response.TextResult textResult -> text("The text.");
            case Response.NoContentResult noContentResult -> nodes.objectNode().put("type", "null");
            case Response.BinaryResult other -> throw unsupported(other);
            case Response.ResultOfJob other -> throw unsupported(other);
            case Response.StreamResult other -> throw unsupported(other);
            case Response.RedirectResult other -> throw unsupported(other);
            case Response.SessionResult other -> throw unsupported(other);
        };
    }

    private static IllegalArgumentException unsupported(Response response) {
        return new IllegalArgumentException(response + " cannot be sent over a socket");
    }

    private ObjectNode list(Operation<?, ?> operation, Class<?> item) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("type", "array");
        list.set("items", RuntimeSchemas.response(operation, item, schemas));
        return list;
    }

    /** Returns whether anonymous clients may call the operation. */
    static boolean isPublic(Operation<?, ?> operation) {
        return operation.access().allowsAnonymous();
    }

    private static ObjectNode frame(String type, ObjectNode address) {
        ObjectNode frame = object(JsonNodeFactory.instance.objectNode(), "type", "address");
        properties(frame).set("type", constant(type));
        properties(frame).set("address", address);
        return frame;
    }

    private static void authorization(ObjectNode headers) {
        headers.set(
                "Authorization",
                text(
                        "`Bearer` and an access token. Required once per socket; a newer token of the same user replaces it."));
    }

    private static ObjectNode userAddress() {
        return text("`user.` and the ID of the signed-in user.").put("pattern", "^user\\.[0-9a-f-]{36}$");
    }

    private static ObjectNode address(String description) {
        return text(description).put("minLength", 1).put("maxLength", MAX_ADDRESS_LENGTH);
    }

    private static ObjectNode text(String description) {
        return JsonNodeFactory.instance.objectNode().put("type", "string").put("description", description);
    }

    private static ObjectNode constant(String value) {
        return JsonNodeFactory.instance.objectNode().put("type", "string").put("const", value);
    }

    private static ObjectNode object(ObjectNode schema, String... required) {
        schema.put("type", "object").putObject("properties");
        require(schema, required);
        return schema;
    }

    private static ObjectNode properties(ObjectNode schema) {
        return schema.withObjectProperty("properties");
    }

    private static void require(ObjectNode schema, String... names) {
        if (names.length > 0) {
            ArrayNode required = schema.withArrayProperty("required");
            for (String name : names) {
                required.add(name);
            }
        }
    }
}
