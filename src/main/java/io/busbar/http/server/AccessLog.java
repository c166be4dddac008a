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
 * One line of JSON for each call, to the logger {@code busbar.access}, which writes asynchronously. Neither tokens nor cookies nor
 * queries get into it, nor do parts of paths that are as long as a secret. What went wrong inside goes to this class's own logger with its stack; the request id joins the two.
 */
public final class AccessLog {
    private static final Logger ACCESS = LoggerFactory.getLogger("busbar.access");
    private static final Logger ERRORS = LoggerFactory.getLogger(AccessLog.class);
    private static final int MAX_PATH_LENGTH = 500;
    private static final int MIN_SECRET_LENGTH = 40;
    private static final Pattern LONG_SEGMENT = Pattern.compile("[^/]{" + MIN_SECRET_LENGTH + ",}");

    /**
     * A call that is over.
     *
     * @param method    HTTP's, or {@code SEND} for a message over a socket
     * @param path      without the query
     * @param operation {@code service.action}; null when it was for none
     * @param responseBytes     of the answer
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
            RequestContext.Principal principal) {}

    /** Whether lines are wanted at all. */
    public boolean isEnabled() {
        return ACCESS.isInfoEnabled();
    }

    /** Writes the line. */
    public void record(AccessLogEntry accessLogEntry) {
        StringBuilder line = new StringBuilder(320).append('{');
        appendText(line, "time", TimestampFormat.format(Instant.now()));
        appendText(line, "requestId", accessLogEntry.requestId());
        appendText(line, "trace", accessLogEntry.traceparent());
        appendText(line, "method", accessLogEntry.method());
        String path = redactSecrets(accessLogEntry.path());
        appendText(line, "path", path.length() > MAX_PATH_LENGTH ? path.substring(0, MAX_PATH_LENGTH) : path);
        if (accessLogEntry.operation() != null) {
            appendText(line, "operation", accessLogEntry.operation());
        }
        appendNumber(line, "status", accessLogEntry.status());
        line.append("\"ms\":")
                .append(TimeUnit.NANOSECONDS.toMicros(accessLogEntry.durationNanos()) / 1000.0)
                .append(',');
        appendNumber(line, "bytes", accessLogEntry.responseBytes());
        appendText(line, "ip", accessLogEntry.clientIp());
        if (accessLogEntry.principal() instanceof RequestContext.User user) {
            appendText(line, "user", user.id().toString());
        }
        line.setCharAt(line.length() - 1, '}');
        ACCESS.info(line.toString());
    }

    /** Something failed that nobody foresaw. */
    public void unexpectedFailure(String requestId, String method, String target, Throwable cause) {
        ERRORS.error("{} {} {} failed", requestId, method, redactSecrets(target), cause);
    }

    /** An answer had begun and could not be finished. */
    public void responseAborted(String requestId, String method, String target, Throwable cause) {
        ERRORS.warn(
                "{} {} {} aborted after response head: {}", requestId, method, redactSecrets(target), cause.toString());
    }

    /** Whatever the path leads to, and when it leads nowhere; an id is shorter. */
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
