package io.busbar.bus.outbound;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * A response, whatever its status. Its text form has no header and no content.
 *
 * @param headers names are compared without regard to case
 * @param body    decompressed
 */
public record OutboundResponse(int status, MultiMap headers, Buffer body) {
    /** Returns whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String toString() {
        return "OutboundResponse[" + status + ", " + body.length() + " bytes]";
    }
}
