package io.busbar.http;

import io.busbar.bus.Answer;
import io.busbar.bus.Text;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Text, which a client may keep for itself if it asks each time whether it is still right: what reads a calendar does so every few
 * minutes.
 */
final class TextRendering implements Rendering {
    private final String type;

    TextRendering(Answer.Plain kind) {
        type = kind.mediaType() + (kind.mediaType().startsWith("text/") ? "; charset=utf-8" : "");
    }

    @Override
    public void render(Exchange exchange, Object answer) {
        Buffer text = Buffer.buffer(((Text) answer).text());
        if (exchange.method().equals(HttpMethod.GET) || exchange.method().equals(HttpMethod.HEAD)) {
            String tag = '"' + digest(text) + '"';
            MultiMap headers = exchange.response.headers();
            headers.set(HttpHeaders.CACHE_CONTROL, "private, no-cache");
            headers.set(HttpHeaders.ETAG, "W/" + tag); // compressed or not: the same text
            String known = exchange.request.getHeader(HttpHeaders.IF_NONE_MATCH);
            if (known != null && known.contains(tag)) {
                exchange.end(304);
                return;
            }
        }
        exchange.endText(200, type, text);
    }

    private static String digest(Buffer text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes()), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
