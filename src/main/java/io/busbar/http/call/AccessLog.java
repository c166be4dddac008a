package io.busbar.http.call;

import io.busbar.bus.Caller;
import io.busbar.bus.json.Timestamp;
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
    private static final int LONGEST_PATH = 500;
    private static final int SECRET = 40;
    private static final Pattern LONG_PART = Pattern.compile("[^/]{" + SECRET + ",}");

    /**
     * A call that is over.
     *
     * @param method    HTTP's, or {@code SEND} for a message over a socket
     * @param path      without the query
     * @param operation {@code service.action}; null when it was for none
     * @param bytes     of the answer
     */
    public record Entry(
            String requestId,
            String trace,
            String method,
            String path,
            @Nullable String operation,
            int status,
            long nanos,
            long bytes,
            String ip,
            Caller.Who who) {}

    /** Whether lines are wanted at all. */
    public boolean isOn() {
        return ACCESS.isInfoEnabled();
    }

    /** Writes the line. */
    public void record(Entry entry) {
        StringBuilder line = new StringBuilder(320).append('{');
        field(line, "time", Timestamp.of(Instant.now()));
        field(line, "requestId", entry.requestId());
        field(line, "trace", entry.trace());
        field(line, "method", entry.method());
        String path = withoutSecrets(entry.path());
        field(line, "path", path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
        if (entry.operation() != null) {
            field(line, "operation", entry.operation());
        }
        number(line, "status", entry.status());
        line.append("\"ms\":")
                .append(TimeUnit.NANOSECONDS.toMicros(entry.nanos()) / 1000.0)
                .append(',');
        number(line, "bytes", entry.bytes());
        field(line, "ip", entry.ip());
        if (entry.who() instanceof Caller.User user) {
            field(line, "user", user.id().toString());
        }
        line.setCharAt(line.length() - 1, '}');
        ACCESS.info(line.toString());
    }

    /** Something failed that nobody foresaw. */
    public void accident(String requestId, String method, String what, Throwable cause) {
        ERRORS.error("{} {} {} failed", requestId, method, withoutSecrets(what), cause);
    }

    /** An answer had begun and could not be finished. */
    public void broken(String requestId, String method, String what, Throwable cause) {
        ERRORS.warn("{} {} {} broke off: {}", requestId, method, withoutSecrets(what), cause.toString());
    }

    /** Whatever the path leads to, and when it leads nowhere; an id is shorter. */
    private static String withoutSecrets(String path) {
        return path.length() < SECRET ? path : LONG_PART.matcher(path).replaceAll("*");
    }

    private static void number(StringBuilder line, String name, long value) {
        line.append('"').append(name).append("\":").append(value).append(',');
    }

    private static void field(StringBuilder line, String name, String value) {
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
