package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.http.server.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What RFC 9112 has a server refuse and Netty lets pass; other doubts about where a request ends are Netty's to refuse. */
public final class FramingCheck {
    private FramingCheck() {}

    /** Refuses a request without one clear host, or with a coding of the body that nobody here undoes. */
    public static void check(Exchange exchange) {
        if (exchange.clientConnection.multiplexed) {
            return;
        }
        MultiMap headers = exchange.request.headers();
        if (headers.getAll(HttpHeaders.HOST).size() != 1) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "There must be one Host header");
        }
        String coding = headers.get(HttpHeaders.TRANSFER_ENCODING);
        if (coding != null && !coding.strip().equalsIgnoreCase("chunked")) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "The only Transfer-Encoding read here is chunked");
        }
    }
}
