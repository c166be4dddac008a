package io.busbar.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.busbar.http.BlobStore;
import io.busbar.http.server.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the body of an operation's request. */
@FunctionalInterface
public interface BodyReader {

    /**
     * Reads the body, merges it with the parameters, and passes the result to {@code next}. May throw a {@link Failure} instead.
     */
    void read(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next);

    /** Returns the reader for the operation's kind of body. */
    static BodyReader of(Operation<?, ?> operation, RequestReader<?> reader, BlobStore blobStore) {
        long maxBytes = operation.maxRequestBytes();
        return switch (operation.requestBody()) {
            case RequestBody.NoBody noBody -> BodyReader::readEmpty;
            case RequestBody.JsonObjectBody object ->
                (exchange, parameters, next) -> readJson(exchange, maxBytes, body -> {
                    next.accept(reader.merge(parameters, body == null ? JsonNodeFactory.instance.objectNode() : body));
                });
            case RequestBody.JsonArrayBody array ->
                (exchange, parameters, next) -> readJson(exchange, maxBytes, body -> {
                    next.accept(body == null ? parameters : reader.merge(parameters, body));
                });
            case RequestBody.RawBody rawBody ->
                (exchange, parameters, next) -> {
                    MediaType.require(
                            exchange.request.headers(),
                            String.join(" or ", rawBody.mediaTypes()),
                            type -> rawBody.mediaTypes().contains(type));
                    exchange.body.readAll(
                            maxBytes, bytes -> next.accept(parameters.put(rawBody.component(), bytes.getBytes())));
                };
            case RequestBody.StreamedUpload streamedUpload ->
                new StreamBodyReader(streamedUpload.component(), maxBytes, blobStore);
            case RequestBody.MultipartBody form -> new MultipartBodyReader(operation, reader, blobStore);
        };
    }

    /**
     * Handles the body of an operation that takes none. An empty object is accepted, because some clients always send one; any
     * field is rejected by name.
     */
    private static void readEmpty(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next) {
        if (!exchange.body.mayBePresent()) {
            next.accept(parameters);
            return;
        }
        readJson(exchange, 64 << 10, body -> {
            if (body != null && !body.isObject()) {
                throw Failure.invalid("", "must be empty: this operation takes no body");
            }
            if (body != null && !body.isEmpty()) {
                throw Failure.invalid(body.properties().stream()
                        .map(field ->
                                new Failure.FieldError(QueryString.jsonPointer(field.getKey()), "is not a known field"))
                        .toList());
            }
            next.accept(parameters);
        });
    }

    /** Passes the parsed body to {@code next}, or null if there is no body. */
    private static void readJson(Exchange exchange, long maxBytes, Consumer<@Nullable JsonNode> next) {
        if (!exchange.body.mayBePresent()) {
            next.accept(null);
            return;
        }
        MultiMap headers = exchange.request.headers();
        if (headers.contains(HttpHeaders.CONTENT_TYPE)) {
            MediaType.requireJson(headers);
        }
        exchange.body.readAll(maxBytes, bytes -> {
            if (bytes.length() == 0) {
                next.accept(null); // over HTTP/2 only the end of the stream shows that there is no body
            } else {
                MediaType.requireJson(headers);
                next.accept(Json.parse(bytes));
            }
        });
    }
}
