package io.busbar.http;

import io.busbar.bus.Answer;
import io.busbar.bus.Bytes;
import io.busbar.bus.Redirect;
import io.busbar.bus.SessionChange;
import io.busbar.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** How the answer of one operation becomes an HTTP response. */
@FunctionalInterface
interface Rendering {

    /** Ends the exchange with the answer. */
    void render(Exchange exchange, Object answer);

    /** The one for the operation's kind of answer. */
    static Rendering of(Answer kind, BlobStore blobs) {
        int status = kind.status();
        return switch (kind) {
            case Answer.Json json -> new JsonRendering(status);
            case Answer.JsonArray array -> new JsonRendering(status);
            case Answer.Paged paged -> new JsonRendering(status);
            case Answer.Empty empty -> (exchange, answer) -> exchange.end(status);
            case Answer.Binary binary ->
                (exchange, answer) -> {
                    Bytes bytes = (Bytes) answer;
                    exchange.end(status, bytes.mediaType(), Buffer.buffer(bytes.data()));
                };
            case Answer.Streamed streamed -> new FileRendering(blobs);
            case Answer.Plain plain -> new TextRendering(plain);
            case Answer.Elsewhere elsewhere ->
                (exchange, answer) -> {
                    exchange.response
                            .headers()
                            .set(
                                    HttpHeaders.LOCATION,
                                    ((Redirect) answer).location().toASCIIString());
                    exchange.end(status);
                };
            case Answer.Session session ->
                (exchange, answer) -> {
                    SessionChange<?> change = (SessionChange<?>) answer;
                    exchange.cookies().change(change.cookies(), exchange.response.headers());
                    // Not compressed: beside text of the client's choosing, its length would tell of the tokens in it.
                    exchange.end(status, HeaderNames.JSON, Json.bytes(change.body()));
                };
        };
    }
}
