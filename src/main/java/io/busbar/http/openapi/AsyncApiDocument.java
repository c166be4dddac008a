package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Push;
import io.busbar.bus.json.Schemas;
import io.busbar.http.pages.ClasspathResources;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates the AsyncAPI 3.0 document of the messages that browsers send and receive over a socket. It is generated from the same
 * declarations as {@link OpenApiDocument} and describes the node's side: the node receives what browsers send.
 */
public final class AsyncApiDocument {
    private static final String USER = "user";
    private static final String SOCKET = "socket";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final ObjectNode channels = JsonNodeFactory.instance.objectNode();
    private final ObjectNode operations = JsonNodeFactory.instance.objectNode();
    private final ExampleGenerator exampleGenerator;
    private final FrameSchemas frameSchemas;

    private AsyncApiDocument(List<Contract> contracts, List<? extends Operation<?, ?>> runtimeOperations) {
        Schemas schemas = Schemas.of(contracts.stream()
                .flatMap(contract -> Stream.concat(
                        socketOperations(contract, List.of()).stream().flatMap(OpenApiDocument::recordTypes),
                        contract.pushes().stream().map(Push::payload)))
                .toList());
        ObjectNode components = JsonNodeFactory.instance.objectNode();
        ObjectNode componentSchemas = components.putObject("schemas").setAll(schemas.definitions());
        ErrorSchemas.describe(components);
        components.remove("examples");
        exampleGenerator = new ExampleGenerator(schemas);
        frameSchemas = new FrameSchemas(schemas, componentSchemas);

        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Busbar event bus")
                .put("version", OpenApiDocument.VERSION)
                .put("description", ClasspathResources.text("/io/busbar/http/openapi/socket.md"));
        document.put("defaultContentType", "application/json");
        ObjectNode servers = document.putObject("servers");
        addServer(servers, "node", "ws", "A node without TLS.");
        addServer(servers, "tls", "wss", "A node with TLS, or behind a proxy that terminates TLS.");
        document.set("channels", channels);
        document.set("operations", operations);
        addSocketChannel();
        contracts.forEach(contract -> addServiceChannel(contract, socketOperations(contract, runtimeOperations)));
        addUserChannel(contracts);
        document.set("components", components);
        addSecuritySchemes(components);
        ComponentPruner.prune(document, "channels", "operations");
    }

    /** Returns the document of these contracts. */
    public static ObjectNode of(List<Contract> contracts) {
        return of(contracts, List.of());
    }

    /** Returns the document with the runtime operations. */
    static ObjectNode of(List<Contract> contracts, List<? extends Operation<?, ?>> runtimeOperations) {
        return new AsyncApiDocument(contracts, runtimeOperations).document;
    }

    private static List<Operation<?, ?>> socketOperations(
            Contract contract, List<? extends Operation<?, ?>> runtimeOperations) {
        return OpenApiDocument.routes(contract, runtimeOperations).stream()
                .filter(Operation::supportsBridge)
                .toList();
    }

    private static void addServer(ObjectNode servers, String name, String protocol, String description) {
        ObjectNode server = servers.putObject(name)
                .put("host", "{host}")
                .put("protocol", protocol)
                .put("pathname", "/eventbus/websocket")
                .put("description", description + " The official Vert.x client connects to `/eventbus` over SockJS.");
        server.putObject("variables").putObject("host").put("default", "localhost:5000");
    }

    private void addSocketChannel() {
        ObjectNode messages = addChannel(SOCKET, null, "Messages about the socket itself.");
        addMessage(messages, "ping", "Ping", frameSchemas.ping(), json().put("type", "ping"));
        addMessage(messages, "error", "Error", frameSchemas.error(), errorExample());
        addOperation("ping", "receive", SOCKET, "Keep the socket open. Pings have no reply.", "ping");
        addOperation("reportError", "send", SOCKET, "Report an error that no request caused", "error");
    }

    private void addServiceChannel(Contract contract, List<Operation<?, ?>> sendable) {
        if (sendable.isEmpty()) {
            return;
        }
        String service = contract.service();
        String replyChannel = service + ".replies";
        ObjectNode requestMessages = addChannel(service, service, contract.description());
        ObjectNode replyMessages =
                addChannel(replyChannel, null, "Replies, sent to the `replyAddress` of the request.");
        addMessage(replyMessages, "error", "Request failed", frameSchemas.error(), errorExample());
        for (Operation<?, ?> operation : sendable) {
            String action = operation.action();
            addMessage(
                    requestMessages,
                    action,
                    operation.summary(),
                    frameSchemas.request(operation),
                    requestExample(operation));
            addMessage(
                    replyMessages, action, "Request succeeded", frameSchemas.reply(operation), replyExample(operation));
            ObjectNode asyncOperation = addOperation(operation.name(), "receive", service, operation.summary(), action);
            asyncOperation.put("description", OperationDescription.of(operation, false));
            asyncOperation.putArray("tags").addObject().put("name", service);
            if (!FrameSchemas.isPublic(operation)) {
                requireSignIn(asyncOperation);
            }
            ObjectNode reply = asyncOperation.putObject("reply");
            reply.putObject("address").put("location", "$message.payload#/replyAddress");
            reply.putObject("channel").put("$ref", "#/channels/" + replyChannel);
            reply.putArray("messages")
                    .add(reference("#/channels/" + replyChannel + "/messages/" + action))
                    .add(reference("#/channels/" + replyChannel + "/messages/error"));
        }
    }

    private void addUserChannel(List<Contract> contracts) {
        ObjectNode messages = addChannel(
                USER,
                "user.{id}",
                "Pushes to one user. Each has a sequence number; recent pushes are stored, so that clients can resume after a lost connection.");
        ((ObjectNode) channels.path(USER))
                .putObject("parameters")
                .putObject("id")
                .put("description", "The ID of the signed-in user.");
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        for (String type : List.of("register", "unregister")) {
            addMessage(
                    messages,
                    type,
                    type.equals("register") ? "Subscribe" : "Unsubscribe",
                    frameSchemas.registration(type),
                    example(frameSchemas.registration(type), "user.0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11"));
            requireSignIn(addOperation(
                    type,
                    "receive",
                    USER,
                    type.equals("register") ? "Subscribe, optionally from a cursor" : "Unsubscribe",
                    type));
        }
        addSystemPush(
                messages,
                "system:ready",
                "Subscribed; the pushes after the cursor follow",
                nodes.objectNode().put("type", "object"));
        ObjectNode oldest = nodes.objectNode().put("type", "object");
        oldest.putObject("properties").putObject("oldest").put("type", "integer");
        addSystemPush(
                messages, "system:reset", "Pushes after the cursor are no longer stored; reload your data", oldest);
        for (Contract contract : contracts) {
            for (Push<?> push : contract.pushes()) {
                ObjectNode schema = frameSchemas.push(push);
                addPush(messages, push.type(), push.summary(), schema);
            }
        }
    }

    private void addSystemPush(ObjectNode messages, String type, String summary, ObjectNode data) {
        addPush(messages, type, summary, frameSchemas.pushFrame(type, data, true));
    }

    private void addPush(ObjectNode messages, String type, String summary, ObjectNode schema) {
        String name = type.replace(':', '.');
        addMessage(messages, name, summary, schema, example(schema, "user.0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11"));
        addOperation("push." + name, "send", USER, summary, name);
    }

    private ObjectNode addChannel(String name, @Nullable String address, String description) {
        ObjectNode channel = channels.putObject(name).put("address", address).put("description", description);
        return channel.putObject("messages");
    }

    private static void addMessage(
            ObjectNode messages, String name, String summary, ObjectNode payload, ObjectNode example) {
        ObjectNode message = messages.putObject(name).put("name", name).put("summary", summary);
        message.put("contentType", "application/json").set("payload", payload);
        message.putArray("examples").addObject().set("payload", example);
    }

    private ObjectNode addOperation(String name, String action, String channel, String summary, String message) {
        ObjectNode operation = operations.putObject(name).put("action", action).put("summary", summary);
        operation.putObject("channel").put("$ref", "#/channels/" + channel);
        operation.putArray("messages").add(reference("#/channels/" + channel + "/messages/" + message));
        return operation;
    }

    private ObjectNode requestExample(Operation<?, ?> operation) {
        ObjectNode frame = example(frameSchemas.request(operation), operation.service());
        ObjectNode headers = json().put("action", operation.action());
        if (!FrameSchemas.isPublic(operation)) {
            headers.put("Authorization", "Bearer eyJ…");
        }
        frame.set("headers", headers);
        return frame.put("replyAddress", "6f1c2a4e-0c5d-4e2b-9a57-3a1f5d0c8b21");
    }

    private ObjectNode replyExample(Operation<?, ?> operation) {
        ObjectNode frame = example(frameSchemas.reply(operation), "6f1c2a4e-0c5d-4e2b-9a57-3a1f5d0c8b21");
        frame.set("headers", json().put("x-request-id", "req_4bf92f3577b34da6"));
        return frame;
    }

    private ObjectNode example(ObjectNode schema, String address) {
        return ((ObjectNode) exampleGenerator.generate(schema)).put("address", address);
    }

    private static ObjectNode errorExample() {
        FailureCode code = FailureCode.NOT_FOUND;
        ObjectNode frame =
                json().put("type", "err").put("failureCode", code.status()).put("failureType", "RECIPIENT_FAILURE");
        frame.putObject("message")
                .put("error", code.name())
                .put("message", code.defaultMessage())
                .put("requestId", "req_4bf92f3577b34da6");
        return frame;
    }

    private static void requireSignIn(ObjectNode operation) {
        operation
                .putArray("security")
                .add(reference("#/components/securitySchemes/bearer"))
                .add(reference("#/components/securitySchemes/cookie"));
    }

    private static void addSecuritySchemes(ObjectNode components) {
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "An access token in the `Authorization` header of a frame, never in the URL.");
        schemes.putObject("cookie")
                .put("type", "httpApiKey")
                .put("in", "cookie")
                .put("name", "access_token")
                .put("description", "The session cookie, for pages of this site or of an allowed origin.");
    }

    private static ObjectNode reference(String pointer) {
        return json().put("$ref", pointer);
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }
}
