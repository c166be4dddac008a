package io.busbar.http.response;

import io.busbar.bus.Operation;
import io.busbar.bus.json.Json;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.Response;
import io.busbar.bus.response.SessionChange;
import io.busbar.http.BlobStore;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Renders the result of one operation as an HTTP response. */
@FunctionalInterface
public interface ResponseRenderer {

    /** Responds with the result. */
    void render(Exchange exchange, Object result);

    /** Returns the renderer for the operation's kind of response. */
    static ResponseRenderer of(Operation<?, ?> operation, BlobStore blobStore) {
        int status = operation.response().status();
        JsonRenderer jsonRenderer = new JsonRenderer(operation, status);
        return switch (operation.response()) {
            case Response.JsonResult jsonResult -> jsonRenderer;
            case Response.StartedJob startedJob -> new StartedJobRenderer(jsonRenderer);
            case Response.ResultOfJob resultOfJob -> new JobResultRenderer(blobStore, jsonRenderer);
            case Response.JsonArrayResult array -> jsonRenderer;
            case Response.PageResult pageResult -> jsonRenderer;
            case Response.NoContentResult noContentResult -> (exchange, result) -> exchange.responseWriter.end(status);
            case Response.BinaryResult binaryResult ->
                (exchange, result) -> {
                    BinaryContent binaryContent = (BinaryContent) result;
                    exchange.responseWriter.end(status, binaryContent.mediaType(), Buffer.buffer(binaryContent.data()));
                };
            case Response.StreamResult streamResult -> new FileRenderer(blobStore);
            case Response.TextResult textResult -> new TextRenderer(textResult);
            case Response.RedirectResult redirectResult ->
                (exchange, result) -> {
                    exchange.response
                            .headers()
                            .set(
                                    HttpHeaders.LOCATION,
                                    ((Redirect) result).location().toASCIIString());
                    exchange.responseWriter.end(status);
                };
            case Response.SessionResult sessionResult ->
                (exchange, result) -> {
                    SessionChange<?> change = (SessionChange<?>) result;
                    exchange.cookies().apply(change.cookieChange(), exchange.response.headers());
                    // Not compressed: the body contains tokens, and its compressed length could reveal them (BREACH).
                    exchange.responseWriter.end(status, HeaderNames.JSON, Json.bytes(change.body()));
                };
        };
    }
}
