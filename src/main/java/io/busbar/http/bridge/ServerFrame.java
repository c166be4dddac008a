package io.busbar.http.bridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.busbar.bus.Failure;
import io.busbar.bus.json.Json;
import io.busbar.http.response.ErrorBody;
import io.busbar.live.PushMessage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A frame to a client, in the format of Vert.x's official client. */
sealed interface ServerFrame {
    /** Type of the push that confirms a registration. */
    String READY = "system:ready";

    /** The reply to a call; {@code body} is the same as over HTTP, a page as an object. */
    record ReplyFrame(String address, @Nullable Object body, Map<String, String> headers) implements ServerFrame {}

    /** A push to the user, at their address. */
    record PushFrame(String address, PushMessage pushMessage) implements ServerFrame {}

    /**
     * A failure.
     *
     * @param address address at which the client awaits a reply; null for the client's error handler
     */
    record ErrorFrame(@Nullable String address, Failure failure, String requestId) implements ServerFrame {}

    /**
     * Creates the push that confirms a registration: all pushes after the cursor follow, and the client may register again with that cursor
     * later.
     */
    static ServerFrame ready(String address, long cursor) {
        return new PushFrame(address, new PushMessage(cursor, READY, Instant.now(), "{}"));
    }

    /** Returns the name in metrics. */
    default String kind() {
        return switch (this) {
            case ReplyFrame replyFrame -> "reply";
            case PushFrame pushFrame -> "push";
            case ErrorFrame errorFrame -> "error";
        };
    }

    /** Returns the JSON text of the frame. */
    default String encode() {
        return Json.string(
                switch (this) {
                    case ReplyFrame replyFrame -> toJson(replyFrame);
                    case PushFrame pushFrame -> toJson(pushFrame);
                    case ErrorFrame errorFrame -> toJson(errorFrame);
                });
    }

    private static ObjectNode toJson(ReplyFrame replyFrame) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "rec").put("address", replyFrame.address()).putPOJO("body", replyFrame.body());
        headers(frame, replyFrame.headers());
        return frame;
    }

    private static ObjectNode toJson(PushFrame pushFrame) {
        PushMessage pushMessage = pushFrame.pushMessage();
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        ObjectNode body =
                frame.put("type", "rec").put("address", pushFrame.address()).putObject("body");
        if (pushMessage.cursor() != null) {
            body.put("cursor", pushMessage.cursor());
        }
        body.put("type", pushMessage.type())
                .put("at", pushMessage.at().toString())
                .putRawValue("data", new RawValue(pushMessage.data()));
        headers(frame, Map.of());
        return frame;
    }

    private static ObjectNode toJson(ErrorFrame errorFrame) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("type", "err");
        if (errorFrame.address() != null) {
            frame.put("address", errorFrame.address());
        }
        // The official client passes only these three fields to a callback, so the message holds the whole error body.
        frame.put("failureCode", errorFrame.failure().code().status())
                .put("failureType", "RECIPIENT_FAILURE")
                .set("message", ErrorBody.of(errorFrame.failure(), errorFrame.requestId()));
        return frame;
    }

    private static void headers(ObjectNode frame, Map<String, String> headers) {
        ObjectNode fields = frame.putObject("headers");
        headers.forEach(fields::put);
    }
}
