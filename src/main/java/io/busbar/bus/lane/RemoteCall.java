package io.busbar.bus.lane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Body;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call as JSON. From a node of ours it is read leniently, so that versions can mix; from anybody else strictly. An answer to a node
 * that has gone silent is dropped: Vert.x would keep it in memory until the connection breaks.
 */
final class RemoteCall implements IncomingCall {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCall.class);

    private final Message<Object> message;
    private final Directory directory;
    private final @Nullable String node;

    RemoteCall(Message<Object> message, Directory directory) {
        this.message = message;
        this.directory = directory;
        String from = message.headers().get(Wire.FROM);
        this.node = from != null && directory.knows(from) ? from : null;
    }

    @Override
    public @Nullable String action() {
        return message.headers().get(Wire.ACTION);
    }

    @Override
    public Caller caller(Operation<?, ?> operation) {
        return CallerHeader.read(message.headers().get(Wire.CALLER), operation);
    }

    @Override
    public <I> I request(Operation<I, ?> operation, RequestReader<I> reader) {
        JsonObject json = body(operation);
        if (node != null) {
            ObjectNode tree = Json.mapper().valueToTree(json.getMap());
            return reader.read(tree, false);
        }
        Buffer bytes = json.toBuffer();
        if (bytes.length() > largest(operation)) {
            throw Failure.of(FailureCode.PAYLOAD_TOO_LARGE);
        }
        return reader.read((ObjectNode) Json.parse(bytes), true);
    }

    @Override
    public void answer(Operation<?, ?> operation, Caller caller, Reply<?> reply) {
        if (isUnheard()) {
            return;
        }
        EncodedJson json = new EncodedJson(reply.answer());
        if (json.length() > operation.maxAnswer()) {
            LOG.error(
                    "{} answered {} bytes where {} are allowed ({})",
                    operation.name(),
                    json.length(),
                    operation.maxAnswer(),
                    caller.requestId());
            fail(FailureReply.of(Failure.of(FailureCode.INTERNAL_SERVER_ERROR)));
            return;
        }
        DeliveryOptions options = new DeliveryOptions();
        if (reply.replayed()) {
            options.addHeader(Wire.REPLAYED, "true");
        }
        message.reply(json, options);
    }

    @Override
    public void fail(FailureReply failure) {
        if (!isUnheard()) {
            message.reply(node == null ? failure.plain() : failure);
        }
    }

    /** What the body may weigh on the wire: parameters join it there, and raw bytes become base64. */
    static long largest(Operation<?, ?> operation) {
        long body = operation.body() instanceof Body.Raw ? operation.maxRequest() / 3 * 4 + 4 : operation.maxRequest();
        return body + (8 << 10);
    }

    private JsonObject body(Operation<?, ?> operation) {
        Object body;
        try {
            body = message.body();
        } catch (RuntimeException e) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "The body cannot be read");
        }
        if (body instanceof JsonObject json) {
            return json;
        }
        if (body == null && operation.request() == Nothing.class) {
            return new JsonObject();
        }
        throw Failure.of(FailureCode.MALFORMED_REQUEST, "The body must be a JSON object");
    }

    private boolean isUnheard() {
        return node != null && directory.suspects(node);
    }
}
