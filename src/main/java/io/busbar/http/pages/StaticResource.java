package io.busbar.http.pages;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * An immutable resource, compressed once.
 *
 * @param mediaType the media type with its charset
 * @param cacheControl the value of the {@code Cache-Control} header
 * @param plain the uncompressed bytes
 * @param gzipped the bytes compressed by gzip
 * @param etag the entity tag; weak, because both forms share it (RFC 9110, section 8.8.1)
 */
public record StaticResource(String mediaType, String cacheControl, Buffer plain, Buffer gzipped, String etag) {

    /** Creates a resource from bytes. */
    public static StaticResource of(String mediaType, String cacheControl, byte[] bytes) {
        return new StaticResource(
                mediaType,
                cacheControl,
                Buffer.buffer(bytes),
                Buffer.buffer(gzip(bytes)),
                "W/\"" + digest(bytes) + "\"");
    }

    /** Returns the resource with another {@code Cache-Control}. */
    public StaticResource withCacheControl(String cacheControl) {
        return new StaticResource(mediaType, cacheControl, plain, gzipped, etag);
    }

    /** Returns the first half of the SHA-256 of the bytes, in hex. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Responds to a GET or HEAD request. */
    public void serve(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        headers.set(HttpHeaders.CACHE_CONTROL, cacheControl);
        headers.set(HttpHeaders.ETAG, etag);
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (ifNoneMatch != null && ifNoneMatch.contains(etag.substring(2))) {
            response.setStatusCode(304).end();
            return;
        }
        String acceptEncoding = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean useGzip = acceptEncoding != null
                && acceptEncoding.matches("(?i).*\\b(gzip|\\*)(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
        Buffer body = useGzip ? gzipped : plain;
        if (useGzip) {
            headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        headers.set(HttpHeaders.CONTENT_TYPE, mediaType);
        headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (request.method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gzipped.toByteArray();
    }
}
