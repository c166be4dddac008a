package io.busbar.http;

import io.busbar.bus.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** Where file bytes go and come from. The front streams both ways with constant memory. */
public interface BlobStore {

    /**
     * Stores what the stream brings.
     *
     * @param bytes     paused or flowing; read to its end
     * @param name      what the client calls it, without any path
     * @param mediaType what the client says it is
     * @param maxBytes       bytes at most; beyond it the future fails with {@link io.busbar.bus.FailureCode#PAYLOAD_TOO_LARGE}, the rest of
     *                  the stream is discarded and nothing is kept
     */
    Future<Upload> write(ReadStream<Buffer> bytes, String name, String mediaType, long maxBytes);

    /**
     * Sends the bytes of an upload and completes when the last was handed over. Does not end {@code to}: whether an answer is whole is
     * the front's to say. Fails with {@link io.busbar.bus.FailureCode#NOT_FOUND} before the first byte when there are none.
     */
    Future<Void> streamTo(Upload upload, WriteStream<Buffer> target);
}
