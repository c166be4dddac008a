package io.busbar.http.server;

import io.busbar.http.response.CompressibleBody;
import io.busbar.http.response.EntityTag;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import java.util.function.Function;

/** Writes the response of one exchange, unless the exchange is completed. To a HEAD request it responds without the body. */
public final class ResponseWriter {
    private static final int NOT_MODIFIED = 304;

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
        if (exchange.isCompleted()) {
            return;
        }
        if (text.shouldCompress(exchange.request.headers().get(HttpHeaders.ACCEPT_ENCODING))) {
            response.headers().set(HttpHeaders.CONTENT_ENCODING, HeaderNames.GZIP);
            end(status, mediaType, text.compressed());
        } else {
            end(status, mediaType, text.plain());
        }
    }

    /** Responds with a text and its tag, or with NOT MODIFIED if the client already has the text with this tag. */
    public void endTagged(EntityTag entityTag, CharSequence mediaType, CompressibleBody text) {
        response.headers().set(HttpHeaders.ETAG, entityTag.headerValue());
        if (entityTag.isListedIn(exchange.request.headers().get(HttpHeaders.IF_NONE_MATCH))) {
            end(NOT_MODIFIED);
        } else {
            endText(200, mediaType, text);
        }
    }

    /** Responds with a body. */
    public void end(int status, CharSequence mediaType, Buffer body) {
        if (exchange.isCompleted()) {
            return;
        }
        startHead(status);
        response.headers().set(HttpHeaders.CONTENT_TYPE, mediaType);
        if (isHead()) {
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
        startHead(status);
        response.end();
    }

    /**
     * Responds with a body of this length that {@code content} writes. Its future completes after the last byte, and must fail before
     * the first byte for a failure to become the response. There is no time limit.
     */
    public void stream(
            int status, CharSequence mediaType, long length, Function<WriteStream<Buffer>, Future<Void>> content) {
        if (exchange.isCompleted()) {
            return;
        }
        exchange.deadline.lift();
        startHead(status);
        response.headers().set(HttpHeaders.CONTENT_TYPE, mediaType);
        response.headers().set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        if (isHead()) {
            response.end();
        } else {
            exchange.then(content.apply(response), sent -> response.end());
        }
    }

    private boolean isHead() {
        return exchange.method().equals(HttpMethod.HEAD);
    }

    private void startHead(int status) {
        response.setStatusCode(status);
        setConnectionHeader();
    }

    /** Announces the end of the connection if it cannot be used further. Only responses that SockJS writes need this call. */
    void setConnectionHeader() {
        ClientConnection connection = exchange.clientConnection;
        if (!connection.multiplexed && (exchange.tracker.frontend.isDraining() || exchange.body.isIncomplete())) {
            connection.closing = true;
            response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        }
    }
}
