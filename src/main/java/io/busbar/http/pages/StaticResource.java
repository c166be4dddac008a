package io.busbar.http.pages;

import io.busbar.http.response.CompressibleBody;
import io.busbar.http.response.EntityTag;
import io.busbar.http.server.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * An immutable resource, compressed once.
 *
 * @param mediaType the media type with its charset
 * @param cacheControl the value of the {@code Cache-Control} header
 */
public record StaticResource(String mediaType, String cacheControl, CompressibleBody body, EntityTag entityTag) {

    /** Creates a resource from bytes. Blocks while it compresses them. */
    public static StaticResource of(String mediaType, String cacheControl, byte[] bytes) {
        return new StaticResource(
                mediaType,
                cacheControl,
                CompressibleBody.compressedInAdvance(Buffer.buffer(bytes)),
                EntityTag.of(bytes));
    }

    /** Returns the resource with another {@code Cache-Control}. */
    public StaticResource withCacheControl(String newCacheControl) {
        return new StaticResource(mediaType, newCacheControl, body, entityTag);
    }

    /** Responds to a GET or HEAD request. */
    public void serve(Exchange exchange) {
        exchange.response.headers().set(HttpHeaders.CACHE_CONTROL, cacheControl);
        exchange.responseWriter.endTagged(entityTag, mediaType, body);
    }
}
