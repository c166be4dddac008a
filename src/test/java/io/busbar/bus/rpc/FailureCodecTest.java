package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureCodecTest {
    private final FailureCodec codec = new FailureCodec();

    @Test
    void encodeAndDecode_withAllFields_preservesFailure() {
        Failure sent = new Failure(
                FailureCode.RATE_LIMIT_EXCEEDED,
                "Zu viele Anfragen \uD83D\uDE31",
                Map.of("limit", 10, "rows", List.of(1, 2), "who", Map.of("name", "Ada")),
                List.of(new FieldError("/date", "is in the past")),
                Duration.ofMillis(1_500));

        FailureReply read = encodeAndDecode(FailureReply.of(sent));

        assertThat(read.failure()).usingRecursiveComparison().isEqualTo(sent);
        assertThat(read.failure().message()).isEqualTo(sent.message());
        assertThat(read.isNotStarted()).isFalse();
        assertThat(read.failureCode()).isEqualTo(429);
    }

    @Test
    void encodeAndDecode_withNotStartedReply_preservesNotStarted() {
        assertThat(encodeAndDecode(FailureReply.notStarted(Failure.of(FailureCode.SERVICE_UNAVAILABLE)))
                        .isNotStarted())
                .isTrue();
    }

    @Test
    void encodeAndDecode_withStaleReply_preservesRevisionAndThatNothingWasBegun() {
        FailureReply read = encodeAndDecode(FailureReply.stale(42));

        assertThat(read.isStale()).isTrue();
        assertThat(read.requiredRevision()).isEqualTo(42);
        assertThat(read.isNotStarted()).isTrue();
        assertThat(encodeAndDecode(FailureReply.of(Failure.of(FailureCode.CONFLICT)))
                        .isStale())
                .isFalse();
    }

    @Test
    void decode_withUnknownFailureCode_returnsInternalServerError() {
        String json = "{\"code\":\"TEAPOT\",\"message\":\"short and stout\"}";
        Buffer wire = Buffer.buffer().appendInt(json.length()).appendString(json);

        assertThat(codec.decodeFromWire(0, wire).failure().code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @Test
    void decode_withMalformedBytes_returnsInternalServerError() {
        Buffer wire = Buffer.buffer().appendInt(5).appendString("{\"co");

        assertThat(codec.decodeFromWire(0, wire).failure().code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
        assertThat(codec.decodeFromWire(0, Buffer.buffer("x")).failure().code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    private FailureReply encodeAndDecode(FailureReply reply) {
        Buffer wire = Buffer.buffer("head");
        codec.encodeToWire(wire, reply);
        return codec.decodeFromWire(4, wire.appendString("tail"));
    }
}
