package io.busbar.http.response;

import io.busbar.bus.response.Download;
import io.busbar.data.Upload;
import io.busbar.http.BlobStore;
import io.busbar.http.request.ContentDisposition;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;

/**
 * Streams a file from the blob store. Uploaded files are not trusted: browsers display only types that cannot run scripts, download
 * all others, and treat none of them as part of this site.
 */
record FileRenderer(BlobStore blobStore) implements ResponseRenderer {
    private static final Set<String> INLINE_TYPES = Set.of(
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "image/avif",
            "application/pdf",
            "text/plain",
            "audio/mpeg",
            "video/mp4");

    @Override
    public void render(Exchange exchange, Object result) {
        Download download = (Download) result;
        Upload file = download.content();
        MultiMap headers = exchange.response.headers();
        String type = file.mediaType().toLowerCase(Locale.ROOT);
        boolean inline = !download.attachment() && INLINE_TYPES.contains(type);
        headers.set(HeaderNames.CONTENT_DISPOSITION, ContentDisposition.format(file.name(), !inline));
        headers.set(HeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
        exchange.responseWriter.stream(
                200,
                isMediaType(type) ? type : ContentDisposition.DEFAULT_MEDIA_TYPE,
                file.size(),
                response -> blobStore.streamTo(file, response));
    }

    private static boolean isMediaType(String type) {
        return type.matches("[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}");
    }
}
