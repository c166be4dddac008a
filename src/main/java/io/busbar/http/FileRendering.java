package io.busbar.http;

import io.busbar.bus.Download;
import io.busbar.bus.Upload;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Set;

/**
 * A file of the blob store as an answer, streamed. What clients uploaded is not to be trusted: browsers may show the few types that run
 * nothing, save all others, and run none of them as part of this site.
 */
record FileRendering(BlobStore blobs) implements Rendering {
    private static final Set<String> SHOWN = Set.of(
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
    public void render(Exchange exchange, Object answer) {
        Download download = (Download) answer;
        Upload file = download.content();
        MultiMap headers = exchange.response.headers();
        String type = file.mediaType().toLowerCase(Locale.ROOT);
        boolean shown = !download.attachment() && SHOWN.contains(type);
        headers.set(HttpHeaders.CONTENT_TYPE, isToken(type) ? type : FileName.UNKNOWN_TYPE);
        headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(file.size()));
        headers.set(HeaderNames.CONTENT_DISPOSITION, FileName.disposition(file.name(), !shown));
        headers.set(HeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
        exchange.sending();
        if (exchange.method().equals(HttpMethod.HEAD)) {
            exchange.end(200);
            return;
        }
        exchange.response.setStatusCode(200);
        exchange.beforeHead();
        exchange.then(blobs.send(file, exchange.response), sent -> exchange.response.end());
    }

    private static boolean isToken(String type) {
        return type.matches("[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}");
    }
}
