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

/** How the body of one operation becomes part of its request. */
@FunctionalInterface
public interface BodyReader {

    /** Reads the body, adds it to the parameters, and goes on with the whole. May throw a {@link Failure} instead. */
    void read(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next);

    /** The one for the operation's kind of body. */
    static BodyReader of(Operation<?, ?> operation, RequestReader<?> reader, BlobStore blobStore) {
        long maxBytes = operation.maxRequest();
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
                    BufferedBody.read(
                            exchange,
                            maxBytes,
                            bytes -> next.accept(parameters.put(rawBody.component(), bytes.getBytes())));
                };
            case RequestBody.StreamedUpload streamedUpload ->
                new StreamBodyReader(streamedUpload.component(), maxBytes, blobStore);
            case RequestBody.MultipartBody form -> new MultipartBodyReader(operation, reader, blobStore);
        };
    }

    /** A body where none is read: an empty object passes, since some clients always send one; fields are refused by name. */
    private static void readEmpty(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next) {
        if (!exchange.hasBody()) {
            next.accept(parameters);
            return;
        }
        readJson(exchange, 64 << 10, body -> {
            if (body != null && !body.isObject()) {
                throw Failure.invalid("", "must be empty: this operation reads no body");
            }
            if (body != null && !body.isEmpty()) {
                throw Failure.invalid(body.properties().stream()
                        .map(field ->
                                new Failure.FieldError(QueryString.jsonPointer(field.getKey()), "is not read here"))
                        .toList());
            }
            next.accept(parameters);
        });
    }

    /** Goes on with the parsed body, or with null when there is none at all. */
    private static void readJson(Exchange exchange, long maxBytes, Consumer<@Nullable JsonNode> next) {
        if (!exchange.hasBody()) {
            next.accept(null);
            return;
        }
        MultiMap headers = exchange.request.headers();
        if (headers.contains(HttpHeaders.CONTENT_TYPE)) {
            MediaType.requireJson(headers);
        }
        BufferedBody.read(exchange, maxBytes, bytes -> {
            if (bytes.length() == 0) {
                next.accept(null); // over HTTP/2 nothing said so before
            } else {
                MediaType.requireJson(headers);
                next.accept(Json.parse(bytes));
            }
        });
    }
}
