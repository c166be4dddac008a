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

/** What a browser is told, in the form that the client hands to callbacks. */
sealed interface ServerFrame {
    /** Says from where on a registration hears everything. */
    String READY = "system:ready";

    /** The answer to a message; {@code body} as HTTP has it, a page as a whole. */
    record ReplyFrame(String address, @Nullable Object body, Map<String, String> headers) implements ServerFrame {}

    /** Something for the person, at their address. */
    record PushFrame(String address, PushMessage pushMessage) implements ServerFrame {}

    /**
     * Something went wrong.
     *
     * @param address where the client waits; null tells its error handler
     */
    record ErrorFrame(@Nullable String address, Failure failure, String requestId) implements ServerFrame {}

    /** The registration has begun: everything after the cursor follows. It is safe to continue from that cursor later. */
    static ServerFrame ready(String address, long cursor) {
        return new PushFrame(address, new PushMessage(cursor, READY, Instant.now(), "{}"));
    }

    /** Its name in metrics. */
    default String kind() {
        return switch (this) {
            case ReplyFrame replyFrame -> "reply";
            case PushFrame pushFrame -> "push";
            case ErrorFrame errorFrame -> "error";
        };
    }

    /** As it goes over the wire. */
    default String encode() {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case ReplyFrame replyFrame -> {
                frame.put("type", "rec").put("address", replyFrame.address()).putPOJO("body", replyFrame.body());
                headers(frame, replyFrame.headers());
            }
            case PushFrame pushFrame -> {
                PushMessage pushMessage = pushFrame.pushMessage();
                ObjectNode body = frame.put("type", "rec")
                        .put("address", pushFrame.address())
                        .putObject("body");
                if (pushMessage.cursor() != null) {
                    body.put("cursor", pushMessage.cursor());
                }
                body.put("type", pushMessage.type())
                        .put("at", pushMessage.at().toString())
                        .putRawValue("data", new RawValue(pushMessage.data()));
                headers(frame, Map.of());
            }
            case ErrorFrame errorFrame -> {
                frame.put("type", "err");
                if (errorFrame.address() != null) {
                    frame.put("address", errorFrame.address());
                }
                // The client hands a callback these three and nothing else, so the message is the whole error body.
                frame.put("failureCode", errorFrame.failure().code().status())
                        .put("failureType", "RECIPIENT_FAILURE")
                        .set("message", ErrorBody.of(errorFrame.failure(), errorFrame.requestId()));
            }
        }
        return Json.string(frame);
    }

    private static void headers(ObjectNode frame, Map<String, String> headers) {
        ObjectNode fields = frame.putObject("headers");
        headers.forEach(fields::put);
    }
}
