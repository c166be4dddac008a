package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Push;
import io.busbar.bus.json.Schemas;
import io.busbar.http.assets.Resources;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a browser can say and hear over its socket as an AsyncAPI 3.0 document, made from the same declarations as
 * {@link OpenApiDocument}, and told from the node's side: it receives what browsers send.
 */
public final class AsyncApiDocument {
    private static final String USER = "user";
    private static final String SOCKET = "socket";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final ObjectNode channels = JsonNodeFactory.instance.objectNode();
    private final ObjectNode operations = JsonNodeFactory.instance.objectNode();
    private final Examples examples;
    private final FrameSchemas frames;

    private AsyncApiDocument(List<Contract> contracts) {
        Schemas schemas = Schemas.of(contracts.stream()
                .flatMap(contract -> Stream.concat(
                        asked(contract).stream().flatMap(OpenApiDocument::types),
                        contract.pushes().stream().map(Push::payload)))
                .toList());
        ObjectNode components = JsonNodeFactory.instance.objectNode();
        ObjectNode named = components.putObject("schemas").setAll(schemas.all());
        ErrorBodies.describe(components);
        components.remove("examples");
        examples = new Examples(schemas);
        frames = new FrameSchemas(schemas, named);

        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Busbar, over a browser's socket")
                .put("version", OpenApiDocument.VERSION)
                .put("description", Resources.text("/io/busbar/http/openapi/socket.md"));
        document.put("defaultContentType", "application/json");
        ObjectNode servers = document.putObject("servers");
        server(servers, "node", "ws", "A node, as it is.");
        server(servers, "tls", "wss", "A node with a certificate, or behind a proxy that has one.");
        document.set("channels", channels);
        document.set("operations", operations);
        socket();
        contracts.forEach(this::service);
        user(contracts);
        document.set("components", components);
        security(components);
        ComponentPruner.prune(document, "channels", "operations");
    }

    /** The document of these contracts. */
    public static ObjectNode of(List<Contract> contracts) {
        return new AsyncApiDocument(contracts).document;
    }

    private static List<Operation<?, ?>> asked(Contract contract) {
        return contract.routes().stream().filter(Operation::fitsMessage).toList();
    }

    private static void server(ObjectNode servers, String name, String protocol, String description) {
        ObjectNode server = servers.putObject(name)
                .put("host", "{host}")
                .put("protocol", protocol)
                .put("pathname", "/eventbus/websocket")
                .put(
                        "description",
                        description + " The official client is given `/eventbus` and finds its way by SockJS.");
        server.putObject("variables").putObject("host").put("default", "localhost:5000");
    }

    private void socket() {
        ObjectNode messages = channel(SOCKET, null, "The socket itself.");
        message(messages, "ping", "Still there", frames.ping(), json().put("type", "ping"));
        message(messages, "error", "Something went wrong", frames.error(), error());
        operation("ping", "receive", SOCKET, "Say that one is still there; nothing is answered", "ping");
        operation("refuse", "send", SOCKET, "Hear of what went wrong with no message in particular", "error");
    }

    private void service(Contract contract) {
        List<Operation<?, ?>> asked = asked(contract);
        if (asked.isEmpty()) {
            return;
        }
        String service = contract.service();
        String replies = service + ".replies";
        ObjectNode requests = channel(service, service, contract.description());
        ObjectNode answers = channel(replies, null, "Where the client waits: the request's `replyAddress`.");
        message(answers, "error", "It failed", frames.error(), error());
        for (Operation<?, ?> operation : asked) {
            String action = operation.action();
            message(requests, action, operation.summary(), frames.request(operation), request(operation));
            message(answers, action, "Done", frames.reply(operation), reply(operation));
            ObjectNode described = operation(operation.name(), "receive", service, operation.summary(), action);
            described.put("description", OperationDescription.of(operation, false));
            described.putArray("tags").addObject().put("name", service);
            if (!FrameSchemas.isForAnyone(operation)) {
                signedIn(described);
            }
            ObjectNode reply = described.putObject("reply");
            reply.putObject("address").put("location", "$message.payload#/replyAddress");
            reply.putObject("channel").put("$ref", "#/channels/" + replies);
            reply.putArray("messages")
                    .add(reference("#/channels/" + replies + "/messages/" + action))
                    .add(reference("#/channels/" + replies + "/messages/error"));
        }
    }

    private void user(List<Contract> contracts) {
        ObjectNode messages =
                channel(USER, "user.{id}", "What one person hears of: numbered, kept for a while, never lost.");
        ((ObjectNode) channels.path(USER))
                .putObject("parameters")
                .putObject("id")
                .put("description", "One's own id.");
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        for (String type : List.of("register", "unregister")) {
            message(
                    messages,
                    type,
                    type.equals("register") ? "Begin to listen" : "Stop listening",
                    frames.registering(type),
                    example(frames.registering(type), "user.0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11"));
            signedIn(operation(
                    type,
                    "receive",
                    USER,
                    type.equals("register") ? "Listen, from a cursor on" : "Listen no more",
                    type));
        }
        heard(
                messages,
                "system:ready",
                "Everything after the cursor follows",
                nodes.objectNode().put("type", "object"));
        ObjectNode oldest = nodes.objectNode().put("type", "object");
        oldest.putObject("properties").putObject("oldest").put("type", "integer");
        heard(messages, "system:reset", "There is a gap before the cursor: read your state anew", oldest);
        for (Contract contract : contracts) {
            for (Push<?> push : contract.pushes()) {
                ObjectNode schema = frames.pushed(push);
                pushed(messages, push.type(), push.summary(), schema);
            }
        }
    }

    private void heard(ObjectNode messages, String type, String summary, ObjectNode data) {
        pushed(messages, type, summary, frames.heard(type, data, true));
    }

    private void pushed(ObjectNode messages, String type, String summary, ObjectNode schema) {
        String name = type.replace(':', '.');
        message(messages, name, summary, schema, example(schema, "user.0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11"));
        operation("push." + name, "send", USER, summary, name);
    }

    private ObjectNode channel(String name, @Nullable String address, String description) {
        ObjectNode channel = channels.putObject(name).put("address", address).put("description", description);
        return channel.putObject("messages");
    }

    private static void message(
            ObjectNode messages, String name, String summary, ObjectNode payload, ObjectNode example) {
        ObjectNode message = messages.putObject(name).put("name", name).put("summary", summary);
        message.put("contentType", "application/json").set("payload", payload);
        message.putArray("examples").addObject().set("payload", example);
    }

    private ObjectNode operation(String name, String action, String channel, String summary, String message) {
        ObjectNode operation = operations.putObject(name).put("action", action).put("summary", summary);
        operation.putObject("channel").put("$ref", "#/channels/" + channel);
        operation.putArray("messages").add(reference("#/channels/" + channel + "/messages/" + message));
        return operation;
    }

    private ObjectNode request(Operation<?, ?> operation) {
        ObjectNode frame = example(frames.request(operation), operation.service());
        ObjectNode headers = json().put("action", operation.action());
        if (!FrameSchemas.isForAnyone(operation)) {
            headers.put("Authorization", "Bearer eyJ…");
        }
        frame.set("headers", headers);
        return frame.put("replyAddress", "6f1c2a4e-0c5d-4e2b-9a57-3a1f5d0c8b21");
    }

    private ObjectNode reply(Operation<?, ?> operation) {
        ObjectNode frame = example(frames.reply(operation), "6f1c2a4e-0c5d-4e2b-9a57-3a1f5d0c8b21");
        frame.set("headers", json().put("x-request-id", "req_4bf92f3577b34da6"));
        return frame;
    }

    private ObjectNode example(ObjectNode schema, String address) {
        return ((ObjectNode) examples.of(schema)).put("address", address);
    }

    private static ObjectNode error() {
        FailureCode code = FailureCode.NOT_FOUND;
        ObjectNode frame =
                json().put("type", "err").put("failureCode", code.status()).put("failureType", "RECIPIENT_FAILURE");
        frame.putObject("message")
                .put("error", code.name())
                .put("message", code.text())
                .put("requestId", "req_4bf92f3577b34da6");
        return frame;
    }

    private static void signedIn(ObjectNode operation) {
        operation
                .putArray("security")
                .add(reference("#/components/securitySchemes/bearer"))
                .add(reference("#/components/securitySchemes/cookie"));
    }

    private static void security(ObjectNode components) {
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "An access token in the header `Authorization` of a frame, never in the address.");
        schemes.putObject("cookie")
                .put("type", "httpApiKey")
                .put("in", "cookie")
                .put("name", "access_token")
                .put("description", "The session cookie, from pages of one's own or of an allowed origin.");
    }

    private static ObjectNode reference(String place) {
        return json().put("$ref", place);
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }
}
