package io.busbar.http.server;

import io.busbar.http.response.CompressibleBody;
import io.busbar.http.response.Gzip;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Writes the response of one exchange, unless the exchange is completed. */
public final class ResponseWriter {
    private final Exchange exchange;
    private final HttpServerResponse response;

    ResponseWriter(Exchange exchange) {
        this.exchange = exchange;
        this.response = exchange.response;
    }

    /**
     * Responds with text, compressed if the client accepts gzip. Not for text that contains secrets, because the compressed length
     * can reveal them.
     */
    public void endText(int status, CharSequence mediaType, Buffer text) {
        endText(status, mediaType, new CompressibleBody(text));
    }

    /** Responds with a text that several responses share. */
    public void endText(int status, CharSequence mediaType, CompressibleBody text) {
        if (Gzip.shouldCompress(exchange.request.headers().get(HttpHeaders.ACCEPT_ENCODING), text.length())) {
            response.headers().set(HttpHeaders.CONTENT_ENCODING, HeaderNames.GZIP);
            end(status, mediaType, text.compressed());
        } else {
            end(status, mediaType, text.plain());
        }
    }

    /** Responds with a body. */
    public void end(int status, @Nullable CharSequence mediaType, Buffer body) {
        if (exchange.isCompleted()) {
            return;
        }
        response.setStatusCode(status);
        if (mediaType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, mediaType);
        }
        prepareHead();
        if (exchange.method().equals(HttpMethod.HEAD)) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }

    /** Responds without a body. */
    public void end(int status) {
        if (exchange.isCompleted()) {
            return;
        }
        response.setStatusCode(status);
        prepareHead();
        response.end();
    }

    /** Sets the connection headers; call just before the head of the response is sent. */
    public void prepareHead() {
        ClientConnection connection = exchange.clientConnection;
        if (!connection.multiplexed && (exchange.tracker.frontend.isDraining() || exchange.body.isIncomplete())) {
            connection.closing = true;
            response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        }
    }
}
