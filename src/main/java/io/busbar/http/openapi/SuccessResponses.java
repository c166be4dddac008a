package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.json.Schemas;
import io.busbar.bus.response.Response;
import io.busbar.data.listing.Page;
import io.vertx.core.http.HttpMethod;
import java.util.TreeSet;

/** Describes the success responses of operations in the OpenAPI document: status, headers and content. */
final class SuccessResponses {
    private final Schemas schemas;
    private final ExampleGenerator exampleGenerator;

    SuccessResponses(Schemas schemas, ExampleGenerator exampleGenerator) {
        this.schemas = schemas;
        this.exampleGenerator = exampleGenerator;
    }

    void describe(Operation<?, ?> operation, ObjectNode responses) {
        Response kind = operation.response();
        ObjectNode responseObject = responses.putObject(Integer.toString(kind.status()));
        responseObject.put("description", description(kind));
        ObjectNode headers = responseObject.putObject("headers");
        SharedComponents.addCommonHeaders(headers);
        SharedComponents.addRateLimitHeaders(headers);
        if (operation.supportsIdempotencyKey()) {
            SharedComponents.addHeader(headers, "Idempotency-Replayed");
        }
        switch (kind) {
            case Response.JsonResult jsonResult ->
                addJson(responseObject, RuntimeSchemas.response(operation, jsonResult.type(), schemas));
            case Response.StartedJob startedJob -> {
                SharedComponents.addHeader(headers, "Location");
                addJson(responseObject, schemas.reference(JobDetails.class));
            }
            case Response.ResultOfJob resultOfJob -> {
                SharedComponents.addHeader(headers, "Content-Disposition");
                addBytes(responseObject, "*/*");
                ObjectNode media = responseObject.withObjectProperty("content").withObjectProperty("application/json");
                media.putObject("schema").put("type", "object");
                media.putObject("example").put("exported", 120);
            }
            case Response.JsonArrayResult array -> addJson(responseObject, arrayOf(operation, array.item()));
            case Response.PageResult page -> {
                SharedComponents.addHeader(headers, "Link");
                SharedComponents.addHeader(headers, "X-Total-Count");
                SharedComponents.addHeader(headers, "X-Total-Count-Relation");
                page.counts().forEach(count -> SharedComponents.addCountHeader(headers, count));
                addJson(responseObject, arrayOf(operation, page.item()).put("maxItems", Page.MAX_LIMIT));
            }
            case Response.SessionResult sessionResult -> {
                SharedComponents.addHeader(headers, "Set-Cookie");
                addJson(responseObject, schemas.reference(sessionResult.type()));
            }
            case Response.NoContentResult noContentResult -> {}
            case Response.BinaryResult binaryResult ->
                new TreeSet<>(binaryResult.mediaTypes()).forEach(type -> addBytes(responseObject, type));
            case Response.StreamResult streamResult -> {
                SharedComponents.addHeader(headers, "Content-Disposition");
                addBytes(responseObject, "*/*");
            }
            case Response.TextResult textResult -> {
                responseObject
                        .withObjectProperty("content")
                        .withObjectProperty(textResult.mediaType())
                        .putObject("schema")
                        .put("type", "string");
                if (operation.method().equals(HttpMethod.GET)) {
                    SharedComponents.addHeader(headers, "ETag");
                    addNotModified(responses.putObject("304"));
                }
            }
            case Response.RedirectResult redirectResult -> SharedComponents.addHeader(headers, "Location");
        }
    }

    private static void addNotModified(ObjectNode response) {
        response.put("description", "The content has not changed.");
        ObjectNode headers = response.putObject("headers");
        SharedComponents.addCommonHeaders(headers);
        SharedComponents.addRateLimitHeaders(headers);
        SharedComponents.addHeader(headers, "ETag");
    }

    private static String description(Response kind) {
        return switch (kind) {
            case Response.JsonResult jsonResult ->
                switch (jsonResult.status()) {
                    case 201 -> "Created.";
                    case 202 -> "Accepted; processing continues in the background.";
                    default -> "Success.";
                };
            case Response.StartedJob startedJob ->
                "The job was started. `Location` has its URL, under which its owner follows it.";
            case Response.ResultOfJob resultOfJob -> "The result: a JSON object, or a file.";
            case Response.JsonArrayResult array -> array.status() == 201 ? "All items were created." : "All items.";
            case Response.PageResult page -> "A page of items. The `Link` header has the URL of the next page.";
            case Response.NoContentResult noContentResult -> "Success. The response has no body.";
            case Response.BinaryResult binaryResult -> "The content.";
            case Response.StreamResult streamResult -> "The file.";
            case Response.TextResult textResult -> "The text.";
            case Response.RedirectResult redirectResult -> "Redirect to the URL in `Location`.";
            case Response.SessionResult sessionResult -> "Success. The session cookies are set or cleared.";
        };
    }

    private ObjectNode arrayOf(Operation<?, ?> operation, Class<?> item) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("type", "array");
        list.set("items", RuntimeSchemas.response(operation, item, schemas));
        return list;
    }

    private void addJson(ObjectNode response, ObjectNode schema) {
        ObjectNode media = response.withObjectProperty("content").withObjectProperty("application/json");
        media.set("schema", schema);
        media.set("example", exampleGenerator.generate(schema));
    }

    private static void addBytes(ObjectNode response, String type) {
        response.withObjectProperty("content")
                .withObjectProperty(type)
                .putObject("schema")
                .put("type", "string")
                .put("format", "binary");
    }
}
