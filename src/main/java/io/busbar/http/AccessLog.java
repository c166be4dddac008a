package io.busbar.http;

import io.busbar.bus.Caller;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, to the logger {@code busbar.access}, which writes asynchronously. Neither tokens nor cookies nor
 * queries get into it. What went wrong inside goes to this class's own logger with its stack; the request id joins the two.
 */
final class AccessLog {
    private static final Logger ACCESS = LoggerFactory.getLogger("busbar.access");
    private static final Logger ERRORS = LoggerFactory.getLogger(AccessLog.class);
    private static final int LONGEST_PATH = 500;

    /** A request is over. */
    void record(Exchange exchange, long nanos) {
        if (!ACCESS.isInfoEnabled()) {
            return;
        }
        StringBuilder line = new StringBuilder(320).append('{');
        field(line, "time", Instant.now().toString());
        field(line, "requestId", exchange.requestId);
        field(line, "trace", exchange.trace);
        field(line, "method", exchange.method().name());
        String path = exchange.path();
        field(line, "path", path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
        Endpoint endpoint = exchange.endpoint();
        if (endpoint != null) {
            field(line, "operation", endpoint.name());
        }
        number(line, "status", exchange.status());
        line.append("\"ms\":")
                .append(TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0)
                .append(',');
        number(line, "bytes", exchange.response.bytesWritten());
        field(line, "ip", exchange.client.text());
        if (exchange.who() instanceof Caller.User user) {
            field(line, "user", user.id().toString());
        }
        line.setCharAt(line.length() - 1, '}');
        ACCESS.info(line.toString());
    }

    /** Something failed that nobody foresaw. */
    void accident(Exchange exchange, Throwable cause) {
        ERRORS.error("{} {} {} failed", exchange.requestId, exchange.method(), named(exchange), cause);
    }

    /** An answer had begun and could not be finished. */
    void broken(Exchange exchange, Throwable cause) {
        ERRORS.warn("{} {} {} broke off: {}", exchange.requestId, exchange.method(), named(exchange), cause.toString());
    }

    private static String named(Exchange exchange) {
        Endpoint endpoint = exchange.endpoint();
        return endpoint == null ? exchange.path() : endpoint.name();
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
