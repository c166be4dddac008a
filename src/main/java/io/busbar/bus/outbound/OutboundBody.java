package io.busbar.bus.outbound;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;

/** The body of a request. Each attempt sends it anew. */
public sealed interface OutboundBody {
    /** Nothing. */
    record NoBody() implements OutboundBody {}

    /** Bytes in memory. */
    record BufferBody(Buffer content) implements OutboundBody {}

    /** A stream of a known length that is opened for each attempt. */
    record StreamedBody(Supplier<ReadStream<Buffer>> open, long length) implements OutboundBody {}
}
