package io.busbar.http.response;

import io.busbar.bus.response.Response;
import io.busbar.bus.response.TextContent;
import io.busbar.http.server.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

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
            exchange.response.headers().set(HttpHeaders.CACHE_CONTROL, "private, no-cache");
            exchange.responseWriter.endTagged(EntityTag.of(text.getBytes()), contentType, new CompressibleBody(text));
        } else {
            exchange.responseWriter.endText(200, contentType, text);
        }
    }
}
