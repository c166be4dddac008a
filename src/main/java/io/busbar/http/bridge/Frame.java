package io.busbar.http.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a browser says, one frame at a time. Header names are in lower case. */
sealed interface Frame {
    /** It is still there. */
    record Ping() implements Frame {}

    /**
     * Something is asked of a service.
     *
     * @param body  a missing node without one
     * @param replyAddress where the client waits for the answer; null when it does not
     */
    record Send(
            String address,
            Map<String, String> headers,
            JsonNode body,
            @Nullable String replyAddress) implements Frame {}

    /** It wants to reach everybody who listens. */
    record Publish(String address) implements Frame {}

    /** It wants to hear what comes to an address. */
    record Register(String address, Map<String, String> headers) implements Frame {}

    /** It has heard enough. */
    record Unregister(String address) implements Frame {}

    /**
     * Nothing of the above.
     *
     * @param replyAddress where the client may wait; null when that cannot be told
     */
    record Malformed(@Nullable String replyAddress, Failure failure) implements Frame {}

    /** The longest address, as in Vert.x's own bridge. */
    int MAX_ADDRESS_LENGTH = 200;

    /** Its name in metrics. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Reads what came; what cannot be read is {@link Malformed}. */
    static Frame read(Buffer text) {
        JsonNode tree = MissingNode.getInstance();
        try {
            tree = Json.parse(text);
            return of(tree);
        } catch (Failure failure) {
            String replyAddress = tree.path("replyAddress").asText();
            return new Malformed(isAddress(replyAddress) ? replyAddress : null, failure);
        }
    }

    private static Frame of(JsonNode tree) {
        if (!tree.isObject()) {
            throw malformed("A frame is a JSON object");
        }
        return switch (tree.path("type").asText()) {
            case "ping" -> new Ping();
            case "send" -> new Send(address(tree), headers(tree), tree.path("body"), replyAddress(tree));
            case "publish" -> new Publish(address(tree));
            case "register" -> new Register(address(tree), headers(tree));
            case "unregister" -> new Unregister(address(tree));
            default -> throw malformed("A frame's type is ping, send, register or unregister");
        };
    }

    private static String address(JsonNode tree) {
        JsonNode address = tree.path("address");
        if (!address.isTextual() || !isAddress(address.textValue())) {
            throw malformed("A frame's address is a text of 1 to " + MAX_ADDRESS_LENGTH + " characters");
        }
        return address.textValue();
    }

    private static @Nullable String replyAddress(JsonNode tree) {
        JsonNode reply = tree.path("replyAddress");
        if (reply.isMissingNode() || reply.isNull()) {
            return null;
        }
        if (!reply.isTextual() || !isAddress(reply.textValue())) {
            throw malformed("A frame's replyAddress is a text of 1 to " + MAX_ADDRESS_LENGTH + " characters");
        }
        return reply.textValue();
    }

    private static Map<String, String> headers(JsonNode tree) {
        JsonNode given = tree.path("headers");
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!given.isObject()) {
            throw malformed("A frame's headers are an object");
        }
        Map<String, String> headers = HashMap.newHashMap(given.size());
        given.properties().forEach(header -> {
            if (header.getValue().isNull()) {
                return;
            }
            if (header.getValue().isContainerNode()
                    || headers.put(
                                    header.getKey().toLowerCase(Locale.ROOT),
                                    header.getValue().asText())
                            != null) {
                throw malformed("A frame's headers are texts, each given once");
            }
        });
        return headers;
    }

    private static boolean isAddress(String text) {
        return !text.isEmpty() && text.length() <= MAX_ADDRESS_LENGTH;
    }

    private static Failure malformed(String what) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, what);
    }
}
