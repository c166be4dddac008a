package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes failures for other nodes as JSON with all their fields. Inside a JVM they are passed by reference. */
final class FailureCodec implements MessageCodec<FailureReply, FailureReply> {
    private static final Logger LOG = LoggerFactory.getLogger(FailureCodec.class);

    private record EncodedFailure(
            String code,
            @Nullable String message,
            @Nullable Map<String, Object> details,
            @Nullable List<Failure.FieldError> errors,
            @Nullable Duration retryAfter,
            boolean notStarted,
            long requiredRevision) {}

    @Override
    public FailureReply transform(FailureReply reply) {
        return reply;
    }

    @Override
    public void encodeToWire(Buffer buffer, FailureReply reply) {
        Failure failure = reply.failure();
        Buffer json = Json.bytes(new EncodedFailure(
                failure.code().name(),
                failure.message(),
                failure.details(),
                failure.errors(),
                failure.retryAfter(),
                reply.isNotStarted(),
                reply.requiredRevision()));
        buffer.appendInt(json.length()).appendBuffer(json);
    }

    /** Never throws, because Vert.x would then never complete the call. */
    @Override
    public FailureReply decodeFromWire(int position, Buffer buffer) {
        try {
            int start = position + Integer.BYTES;
            byte[] json = buffer.getBytes(start, start + buffer.getInt(position));
            EncodedFailure encodedFailure = Json.mapper().readValue(json, EncodedFailure.class);
            Failure failure = new Failure(
                    code(encodedFailure.code()),
                    Objects.requireNonNullElse(encodedFailure.message(), ""),
                    Objects.requireNonNullElse(encodedFailure.details(), Map.of()),
                    Objects.requireNonNullElse(encodedFailure.errors(), List.of()),
                    encodedFailure.retryAfter());
            if (encodedFailure.requiredRevision() > 0) {
                return FailureReply.stale(encodedFailure.requiredRevision());
            }
            return encodedFailure.notStarted() ? FailureReply.notStarted(failure) : FailureReply.of(failure);
        } catch (IOException | RuntimeException e) {
            LOG.error("A failure from another node could not be decoded", e);
            return FailureReply.of(Failure.of(FailureCode.INTERNAL_SERVER_ERROR));
        }
    }

    @Override
    public String name() {
        return "busbar.failure";
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    /** Maps a code that only a newer version defines to INTERNAL_SERVER_ERROR. */
    private static FailureCode code(String name) {
        return Arrays.stream(FailureCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElse(FailureCode.INTERNAL_SERVER_ERROR);
    }
}
