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

/** A frame from a client. Header names are in lower case. */
sealed interface Frame {
    /** Keeps the connection alive. */
    record Ping() implements Frame {}

    /**
     * Calls an operation of a service.
     *
     * @param body         the request; a missing node if the frame has none
     * @param replyAddress address at which the client awaits the reply; null if it awaits none
     */
    record Send(
            String address,
            Map<String, String> headers,
            JsonNode body,
            @Nullable String replyAddress) implements Frame {}

    /** Publishes a message to all clients, which is not allowed. */
    record Publish(String address) implements Frame {}

    /** Subscribes to an address. */
    record Register(String address, Map<String, String> headers) implements Frame {}

    /** Unsubscribes from an address. */
    record Unregister(String address) implements Frame {}

    /**
     * A frame that can't be read.
     *
     * @param replyAddress address at which the client may await a reply; null if unknown
     */
    record Malformed(@Nullable String replyAddress, Failure failure) implements Frame {}

    /** The maximum length of an address, which is the same in the bridge of Vert.x. */
    int MAX_ADDRESS_LENGTH = 200;

    /** Returns the name in metrics. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Parses a frame; returns {@link Malformed} if it is invalid. */
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
            throw malformed("A frame must be a JSON object");
        }
        return switch (tree.path("type").asText()) {
            case "ping" -> new Ping();
            case "send" -> new Send(address(tree), headers(tree), tree.path("body"), replyAddress(tree));
            case "publish" -> new Publish(address(tree));
            case "register" -> new Register(address(tree), headers(tree));
            case "unregister" -> new Unregister(address(tree));
            default -> throw malformed("The frame's type must be ping, send, register or unregister");
        };
    }

    private static String address(JsonNode tree) {
        JsonNode address = tree.path("address");
        if (!address.isTextual() || !isAddress(address.textValue())) {
            throw malformed("The frame's address must be a string of 1 to " + MAX_ADDRESS_LENGTH + " characters");
        }
        return address.textValue();
    }

    private static @Nullable String replyAddress(JsonNode tree) {
        JsonNode reply = tree.path("replyAddress");
        if (reply.isMissingNode() || reply.isNull()) {
            return null;
        }
        if (!reply.isTextual() || !isAddress(reply.textValue())) {
            throw malformed("The frame's replyAddress must be a string of 1 to " + MAX_ADDRESS_LENGTH + " characters");
        }
        return reply.textValue();
    }

    private static Map<String, String> headers(JsonNode tree) {
        JsonNode given = tree.path("headers");
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        if (!given.isObject()) {
            throw malformed("The frame's headers must be an object");
        }
        Map<String, String> headers = HashMap.newHashMap(given.size());
        given.properties().forEach(header -> putHeader(headers, header.getKey(), header.getValue()));
        return headers;
    }

    private static void putHeader(Map<String, String> headers, String name, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        if (value.isContainerNode() || headers.put(name.toLowerCase(Locale.ROOT), value.asText()) != null) {
            throw malformed("The frame's headers must be strings with distinct names");
        }
    }

    private static boolean isAddress(String text) {
        return !text.isEmpty() && text.length() <= MAX_ADDRESS_LENGTH;
    }

    private static Failure malformed(String message) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, message);
    }
}
