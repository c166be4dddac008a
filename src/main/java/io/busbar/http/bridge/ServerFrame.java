package io.busbar.http.bridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.busbar.bus.Failure;
import io.busbar.bus.json.Json;
import io.busbar.http.call.ErrorBody;
import io.busbar.live.Pushed;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a browser is told, in the form that the client hands to callbacks. */
sealed interface ServerFrame {
    /** Says from where on a registration hears everything. */
    String READY = "system:ready";

    /** The answer to a message; {@code body} as HTTP has it, a page as a whole. */
    record Answered(String address, @Nullable Object body, Map<String, String> headers) implements ServerFrame {}

    /** Something for the person, at their address. */
    record Heard(String address, Pushed pushed) implements ServerFrame {}

    /**
     * Something went wrong.
     *
     * @param address where the client waits; null tells its error handler
     */
    record Refused(@Nullable String address, Failure why, String requestId) implements ServerFrame {}

    /** The registration has begun: everything after the cursor follows. It is safe to continue from that cursor later. */
    static ServerFrame ready(String address, long cursor) {
        return new Heard(address, new Pushed(cursor, READY, Instant.now(), "{}"));
    }

    /** Its name in metrics. */
    default String kind() {
        return switch (this) {
            case Answered answered -> "reply";
            case Heard heard -> "push";
            case Refused refused -> "error";
        };
    }

    /** As it goes over the wire. */
    default String text() {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case Answered answered -> {
                frame.put("type", "rec").put("address", answered.address()).putPOJO("body", answered.body());
                headers(frame, answered.headers());
            }
            case Heard heard -> {
                Pushed pushed = heard.pushed();
                ObjectNode body =
                        frame.put("type", "rec").put("address", heard.address()).putObject("body");
                if (pushed.cursor() != null) {
                    body.put("cursor", pushed.cursor());
                }
                body.put("type", pushed.type())
                        .put("at", pushed.at().toString())
                        .putRawValue("data", new RawValue(pushed.data()));
                headers(frame, Map.of());
            }
            case Refused refused -> {
                frame.put("type", "err");
                if (refused.address() != null) {
                    frame.put("address", refused.address());
                }
                // The client hands a callback these three and nothing else, so the message is the whole error body.
                frame.put("failureCode", refused.why().code().status())
                        .put("failureType", "RECIPIENT_FAILURE")
                        .set("message", ErrorBody.of(refused.why(), refused.requestId()));
            }
        }
        return Json.string(frame);
    }

    private static void headers(ObjectNode frame, Map<String, String> headers) {
        ObjectNode fields = frame.putObject("headers");
        headers.forEach(fields::put);
    }
}
