package io.busbar.bus.outbound;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request to a target. Its text form names neither the URL nor header values, because both may contain secrets.
 *
 * @param url              a path that begins with a slash, for a vendor, or else a complete URL
 * @param headers          in order; framing, cookies and the host are the client's own business and refused
 * @param timeout          the time for one attempt; null for that of the target
 * @param maxResponseBytes the maximum size of the response body; null for that of the target
 * @param hasIdempotencyKey whether the server recognizes a repetition of this request
 */
public record OutboundRequest(
        HttpMethod method,
        String url,
        Map<String, String> headers,
        OutboundBody body,
        @Nullable Duration timeout,
        @Nullable Integer maxResponseBytes,
        boolean hasIdempotencyKey) {
    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    public OutboundRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    public static OutboundRequest of(HttpMethod method, String url) {
        return new OutboundRequest(method, url, Map.of(), new OutboundBody.NoBody(), null, null, false);
    }

    public static OutboundRequest get(String url) {
        return of(HttpMethod.GET, url);
    }

    public static OutboundRequest post(String url) {
        return of(HttpMethod.POST, url);
    }

    /** Returns this request with a header, which replaces one of the same name. */
    public OutboundRequest header(String name, String value) {
        Map<String, String> extended = new LinkedHashMap<>(headers);
        extended.keySet().removeIf(name::equalsIgnoreCase);
        extended.put(name, value);
        return new OutboundRequest(method, url, extended, body, timeout, maxResponseBytes, hasIdempotencyKey);
    }

    /**
     * Returns this request with a header by which the server recognizes a repetition, so that it may be retried whatever its method.
     *
     * @param name the vendor's name of the header, such as {@code Idempotency-Key}
     */
    public OutboundRequest idempotencyKey(String name, String key) {
        OutboundRequest request = header(name, key);
        return new OutboundRequest(method, url, request.headers, body, timeout, maxResponseBytes, true);
    }

    public OutboundRequest body(Buffer content, String contentType) {
        return withBody(new OutboundBody.BufferBody(content), contentType);
    }

    /**
     * Returns this request with a streamed body.
     *
     * @param open   opens the stream, paused; called for each attempt
     * @param length the number of bytes in the stream
     */
    public OutboundRequest body(Supplier<ReadStream<Buffer>> open, long length, String contentType) {
        return withBody(new OutboundBody.StreamedBody(open, length), contentType);
    }

    public OutboundRequest timeout(Duration perAttempt) {
        return new OutboundRequest(method, url, headers, body, perAttempt, maxResponseBytes, hasIdempotencyKey);
    }

    public OutboundRequest maxResponseBytes(int bytes) {
        return new OutboundRequest(method, url, headers, body, timeout, bytes, hasIdempotencyKey);
    }

    private OutboundRequest withBody(OutboundBody newBody, String contentType) {
        return new OutboundRequest(method, url, headers, newBody, timeout, maxResponseBytes, hasIdempotencyKey)
                .header("Content-Type", contentType);
    }

    /** Returns whether sending the request twice has the effect of sending it once. */
    boolean isRepeatable() {
        return hasIdempotencyKey || IDEMPOTENT.contains(method);
    }

    @Override
    public String toString() {
        return "OutboundRequest[" + method + ", headers=" + headers.keySet() + "]";
    }
}
