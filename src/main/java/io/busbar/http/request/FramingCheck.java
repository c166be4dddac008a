package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.http.server.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * Rejects those requests that RFC 9112 requires a server to reject although Netty accepts them. Netty itself rejects all other
 * requests with ambiguous framing.
 */
public final class FramingCheck {
    private FramingCheck() {}

    /** Fails with MALFORMED_REQUEST unless the request has exactly one Host header and no transfer coding other than chunked. */
    public static void check(Exchange exchange) {
        if (exchange.clientConnection.multiplexed) {
            return;
        }
        MultiMap headers = exchange.request.headers();
        Require.that(
                headers.getAll(HttpHeaders.HOST).size() == 1,
                () -> malformed("The request must have exactly one Host header"));
        String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        Require.that(
                coding == null || coding.strip().equalsIgnoreCase("chunked"),
                () -> malformed("The only supported Transfer-Encoding is chunked"));
    }

    private static Failure malformed(String message) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, message);
    }
}
