package io.busbar.http.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import io.busbar.http.BlobStore;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import java.util.function.Consumer;

/** Streams a body of any type to the blob store. The request gets a reference to the upload. */
record StreamBodyReader(String component, long maxBytes, BlobStore blobStore) implements BodyReader {

    @Override
    public void read(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next) {
        String type = MediaType.of(exchange.request.headers());
        String name = ContentDisposition.fileName(exchange.request.headers().get(HeaderNames.CONTENT_DISPOSITION));
        exchange.then(
                blobStore.write(
                        exchange.body.stream(maxBytes),
                        name,
                        type.isEmpty() ? ContentDisposition.DEFAULT_MEDIA_TYPE : type,
                        maxBytes),
                upload -> next.accept(parameters.set(component, Json.tree(upload))));
    }
}
