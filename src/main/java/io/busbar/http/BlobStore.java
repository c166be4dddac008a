package io.busbar.http;

import io.busbar.data.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/** Storage for file contents. Both directions stream with constant memory. */
public interface BlobStore {

    /**
     * Stores the contents of a stream.
     *
     * @param bytes the stream, paused or flowing; it is read to its end
     * @param name the client's file name, without any path
     * @param mediaType the media type that the client declares
     * @param maxBytes the maximum size in bytes; beyond it the future fails with {@link
     *     io.busbar.bus.FailureCode#PAYLOAD_TOO_LARGE}, the rest of the stream is discarded and nothing is stored
     */
    Future<Upload> write(ReadStream<Buffer> bytes, String name, String mediaType, long maxBytes);

    /**
     * Writes the bytes of an upload to {@code target} and completes when the last byte is handed over. Does not end {@code target},
     * because only the frontend knows whether the response is complete. Fails with {@link io.busbar.bus.FailureCode#NOT_FOUND}
     * before the first byte if the upload does not exist.
     */
    Future<Void> streamTo(Upload upload, WriteStream<Buffer> target);
}
