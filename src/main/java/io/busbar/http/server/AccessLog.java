package io.busbar.http.server;

import io.busbar.bus.RequestContext;
import io.busbar.bus.json.TimestampFormat;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line of JSON for each call to the logger {@code busbar.access}, which writes asynchronously. Lines contain no tokens,
 * cookies or query strings, and no path segments long enough to be a secret. Unexpected failures go to this class's own logger with
 * their stack trace; the request ID connects the two.
 */
public final class AccessLog {
    private static final Logger ACCESS = LoggerFactory.getLogger("busbar.access");
    private static final Logger ERRORS = LoggerFactory.getLogger(AccessLog.class);
    private static final int MAX_PATH_LENGTH = 500;
    private static final int MIN_SECRET_LENGTH = 40;
    private static final Pattern LONG_SEGMENT = Pattern.compile("[^/]{" + MIN_SECRET_LENGTH + ",}");

    /**
     * A completed call.
     *
     * @param method the HTTP method, or {@code SEND} for a message over a socket
     * @param path the path without the query
     * @param operation {@code service.action}; null if no operation matched
     * @param responseBytes size of the response in bytes
     */
    public record AccessLogEntry(
            String requestId,
            String traceparent,
            String method,
            String path,
            @Nullable String operation,
            int status,
            long durationNanos,
            long responseBytes,
            String clientIp,
            RequestContext.Principal principal) {
        static AccessLogEntry of(Exchange exchange, long durationNanos) {
            Endpoint<?, ?> endpoint = exchange.endpoint();
            return new AccessLogEntry(
                    exchange.requestId,
                    exchange.traceparent,
                    exchange.method().name(),
                    exchange.path(),
                    endpoint == null ? null : endpoint.name(),
                    exchange.status(),
                    durationNanos,
                    exchange.response.bytesWritten(),
                    exchange.clientAddress.ip(),
                    exchange.principal());
        }
    }

    /** Returns whether the access log is enabled. Callers skip building the entry if it is not. */
    public boolean isEnabled() {
        return ACCESS.isInfoEnabled();
    }

    public void write(AccessLogEntry entry) {
        StringBuilder line = new StringBuilder(320).append('{');
        appendText(line, "time", TimestampFormat.format(Instant.now()));
        appendText(line, "requestId", entry.requestId());
        appendText(line, "trace", entry.traceparent());
        appendText(line, "method", entry.method());
        String path = redactSecrets(entry.path());
        appendText(line, "path", path.length() > MAX_PATH_LENGTH ? path.substring(0, MAX_PATH_LENGTH) : path);
        if (entry.operation() != null) {
            appendText(line, "operation", entry.operation());
        }
        appendNumber(line, "status", entry.status());
        line.append("\"ms\":")
                .append(TimeUnit.NANOSECONDS.toMicros(entry.durationNanos()) / 1000.0)
                .append(',');
        appendNumber(line, "bytes", entry.responseBytes());
        appendText(line, "ip", entry.clientIp());
        if (entry.principal() instanceof RequestContext.UserPrincipal user) {
            appendText(line, "user", user.id().toString());
        }
        line.setCharAt(line.length() - 1, '}');
        ACCESS.info(line.toString());
    }

    public void unexpectedFailure(String requestId, String method, String path, Throwable cause) {
        ERRORS.error("{} {} {} failed", requestId, method, redactSecrets(path), cause);
    }

    /** Logs a response that was aborted after its head was sent. */
    public void responseAborted(String requestId, String method, String path, Throwable cause) {
        ERRORS.warn(
                "{} {} {}: response aborted after its head was sent: {}",
                requestId,
                method,
                redactSecrets(path),
                cause.toString());
    }

    /** Replaces segments that are long enough to be a secret, whether or not the path exists. IDs are shorter. */
    private static String redactSecrets(String path) {
        return path.length() < MIN_SECRET_LENGTH
                ? path
                : LONG_SEGMENT.matcher(path).replaceAll("*");
    }

    private static void appendNumber(StringBuilder line, String name, long value) {
        line.append('"').append(name).append("\":").append(value).append(',');
    }

    private static void appendText(StringBuilder line, String name, String value) {
        line.append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append("\",");
    }
}
