package io.busbar.http.assets;

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
 * Bytes that stay the same as long as the node runs, compressed once.
 *
 * @param mediaType with its charset
 * @param caching   the {@code Cache-Control} header
 * @param plain     the bytes
 * @param zipped    the same, by gzip
 * @param tag       the entity tag; weak, as both forms share it (RFC 9110, 8.8.1)
 */
public record StaticPage(String mediaType, String caching, Buffer plain, Buffer zipped, String tag) {

    /** Of these bytes. */
    public static StaticPage of(String mediaType, String caching, byte[] bytes) {
        return new StaticPage(
                mediaType, caching, Buffer.buffer(bytes), Buffer.buffer(zip(bytes)), "W/\"" + digest(bytes) + "\"");
    }

    /** The same bytes under another {@code Cache-Control}. */
    public StaticPage kept(String otherwise) {
        return new StaticPage(mediaType, otherwise, plain, zipped, tag);
    }

    /** The first half of the SHA-256 of the bytes, in hex. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers a GET or HEAD. */
    public void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        headers.set(HttpHeaders.CACHE_CONTROL, caching);
        headers.set(HttpHeaders.ETAG, tag);
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(tag.substring(2))) {
            response.setStatusCode(304).end();
            return;
        }
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean zip = accepted != null && accepted.matches("(?i).*\\b(gzip|\\*)(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
        Buffer body = zip ? zipped : plain;
        if (zip) {
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

    private static byte[] zip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(bytes.length / 3);
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
