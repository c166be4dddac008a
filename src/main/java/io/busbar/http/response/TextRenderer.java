package io.busbar.http.response;

import io.busbar.bus.response.Response;
import io.busbar.bus.response.TextContent;
import io.busbar.http.server.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Renders text with an ETag, so that clients can cache and revalidate it: calendar apps request their feed every few minutes. */
final class TextRenderer implements ResponseRenderer {
    private final String contentType;

    TextRenderer(Response.TextResult responseKind) {
        contentType =
                responseKind.mediaType() + (responseKind.mediaType().startsWith("text/") ? "; charset=utf-8" : "");
    }

    @Override
    public void render(Exchange exchange, Object result) {
        Buffer text = Buffer.buffer(((TextContent) result).text());
        if (exchange.method().equals(HttpMethod.GET) || exchange.method().equals(HttpMethod.HEAD)) {
            String etag = '"' + digest(text) + '"';
            MultiMap headers = exchange.response.headers();
            headers.set(HttpHeaders.CACHE_CONTROL, "private, no-cache");
            headers.set(HttpHeaders.ETAG, "W/" + etag); // weak: compressed and plain responses share the tag
            String ifNoneMatch = exchange.request.getHeader(HttpHeaders.IF_NONE_MATCH);
            if (ifNoneMatch != null && ifNoneMatch.contains(etag)) {
                exchange.responseWriter.end(304);
                return;
            }
        }
        exchange.responseWriter.endText(200, contentType, text);
    }

    private static String digest(Buffer text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes()), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
