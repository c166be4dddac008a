package io.busbar.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import java.util.function.Consumer;

/** A body of any type that goes to the blob store as it comes; the request gets the reference. */
record StreamBody(String component, long most, BlobStore blobs) implements BodyReader {

    @Override
    public void read(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next) {
        BufferedBody.refuseLonger(exchange, most);
        String type = MediaType.of(exchange.request.headers());
        String name = FileName.of(exchange.request.headers().get(HeaderNames.CONTENT_DISPOSITION));
        exchange.reading();
        exchange.pause();
        exchange.then(
                blobs.write(new RequestBodyStream(exchange), name, type.isEmpty() ? FileName.UNKNOWN_TYPE : type, most),
                upload -> next.accept(parameters.set(component, Json.tree(upload))));
    }
}
