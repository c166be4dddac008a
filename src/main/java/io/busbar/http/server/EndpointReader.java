package io.busbar.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.json.RequestReader;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.request.BodyReader;
import io.busbar.http.request.IdempotencyKey;
import io.busbar.http.request.QueryString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one operation: path, query, body, cookies and headers meet in one record. */
final class EndpointReader<I> {
    private static final int MAX_COOKIE_OR_HEADER_LENGTH = 1_000;

    private final Operation<I, ?> operation;
    private final RequestReader<I> reader;
    private final BodyReader bodyReader;

    /** A valid request, and its idempotency key if it has one. */
    record ReadRequest<I>(I record, @Nullable String idempotencyKey) {}

    EndpointReader(Operation<I, ?> operation, RequestReader<I> reader, FrontendDependencies dependencies) {
        this.operation = operation;
        this.reader = reader;
        this.bodyReader = BodyReader.of(operation, reader, dependencies.blobStore());
    }

    /** Reads the body and passes on the request, which is validated when it is asked for. */
    void read(Exchange exchange, Map<String, String> pathParameters, Consumer<Supplier<ReadRequest<I>>> next) {
        MultiMap query = QueryString.parse(exchange.request.query());
        String idempotencyKey =
                operation.supportsIdempotencyKey() ? IdempotencyKey.read(exchange.request.headers()) : null;
        bodyReader.read(
                exchange,
                reader.parameters(pathParameters, query),
                json -> next.accept(() -> new ReadRequest<>(toRecord(exchange, json), idempotencyKey)));
    }

    private I toRecord(Exchange exchange, ObjectNode json) {
        return reader.read(json, cookiesAndHeaders(exchange));
    }

    /** Returns the request components that come from cookies and headers, by name. */
    private Map<String, String> cookiesAndHeaders(Exchange exchange) {
        if (reader.cookies().isEmpty() && reader.headers().isEmpty()) {
            return Map.of();
        }
        MultiMap headers = exchange.request.headers();
        String cookieHeader = headers.get(HttpHeaders.COOKIE);
        Map<String, String> values = new HashMap<>();
        reader.cookies()
                .forEach((component, sessionCookie) ->
                        putIfShort(values, component, exchange.cookies().read(sessionCookie, cookieHeader)));
        reader.headers().forEach((component, name) -> putIfShort(values, component, headers.get(name)));
        return values;
    }

    private static void putIfShort(Map<String, String> values, String component, @Nullable String value) {
        if (value != null && value.length() <= MAX_COOKIE_OR_HEADER_LENGTH) {
            values.put(component, value);
        }
    }
}
