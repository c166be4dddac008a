package io.busbar.bus.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call as JSON. Requests of cluster nodes are read leniently, so that versions can mix in a rolling update; requests of other senders are
 * read strictly. A reply to a suspect node is dropped, because Vert.x would keep it in memory until the connection breaks.
 */
final class RemoteCall implements IncomingCall {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCall.class);

    /** Replaces the timeout of an operation that is not known yet. */
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    private final Message<Object> message;
    private final Directory directory;
    private final @Nullable String senderNode;

    RemoteCall(Message<Object> message, Directory directory) {
        this.message = message;
        this.directory = directory;
        String from = message.headers().get(RpcProtocol.HEADER_SENDER_NODE);
        this.senderNode = from != null && directory.contains(from) ? from : null;
    }

    @Override
    public @Nullable String action() {
        return message.headers().get(RpcProtocol.HEADER_ACTION);
    }

    @Override
    public long runtimeVersion() {
        String version = message.headers().get(RpcProtocol.HEADER_RUNTIME_VERSION);
        if (version == null) {
            return 0;
        }
        Require.that(
                version.matches("[0-9]{1,18}"),
                () -> Failure.of(FailureCode.MALFORMED_REQUEST, "The version header is malformed"));
        return Long.parseLong(version);
    }

    @Override
    public boolean isFromCluster() {
        return senderNode != null;
    }

    @Override
    public Instant deadline() {
        return requestContext(MAX_TIMEOUT).deadline();
    }

    @Override
    public RequestContext requestContext(Operation<?, ?> operation) {
        return requestContext(operation.timeout());
    }

    private RequestContext requestContext(Duration timeout) {
        return RequestContextHeader.read(message.headers().get(RpcProtocol.HEADER_CONTEXT), timeout);
    }

    @Override
    public <I> I request(Operation<I, ?> operation, RequestReader<I> reader) {
        JsonObject json = body(operation);
        if (senderNode != null) {
            ObjectNode tree = Json.mapper().valueToTree(json.getMap());
            return reader.read(tree, false);
        }
        Buffer bytes = json.toBuffer();
        if (bytes.length() > maxBodyBytes(operation)) {
            throw Failure.of(FailureCode.PAYLOAD_TOO_LARGE);
        }
        return reader.read((ObjectNode) Json.parse(bytes), true);
    }

    @Override
    public void respond(Operation<?, ?> operation, RequestContext requestContext, Reply<?> reply) {
        if (isSenderSuspect()) {
            return;
        }
        EncodedJson json = new EncodedJson(reply.result());
        if (json.length() > operation.maxResponseBytes()) {
            LOG.error(
                    "The response of {} has {} bytes, more than the maximum of {} ({})",
                    operation.name(),
                    json.length(),
                    operation.maxResponseBytes(),
                    requestContext.requestId());
            fail(FailureReply.of(Failure.of(FailureCode.INTERNAL_SERVER_ERROR)));
            return;
        }
        DeliveryOptions options = new DeliveryOptions();
        if (reply.replayed()) {
            options.addHeader(RpcProtocol.HEADER_REPLAYED, "true");
        }
        message.reply(json, options);
    }

    @Override
    public void fail(FailureReply failure) {
        if (!isSenderSuspect()) {
            message.reply(senderNode == null ? failure.toReplyException() : failure);
        }
    }

    /** Returns the maximum size of the encoded request: it includes parameters, and raw bytes become base64. */
    static long maxBodyBytes(Operation<?, ?> operation) {
        long body = operation.requestBody() instanceof RequestBody.RawBody
                ? operation.maxRequestBytes() / 3 * 4 + 4
                : operation.maxRequestBytes();
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
        if (body == null && operation.request() == Empty.class) {
            return new JsonObject();
        }
        throw Failure.of(FailureCode.MALFORMED_REQUEST, "The body must be a JSON object");
    }

    private boolean isSenderSuspect() {
        return senderNode != null && directory.isSuspect(senderNode);
    }
}
