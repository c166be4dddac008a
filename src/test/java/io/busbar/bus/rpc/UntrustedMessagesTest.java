package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.Json;
import io.busbar.bus.rpc.membership.Heartbeat;
import io.busbar.bus.rpc.membership.Member;
import io.busbar.bus.rpc.membership.NodeState;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages from a bus client that is not a node: a service in another language, or an attacker. */
@UsesServers
class UntrustedMessagesTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static RpcTestNode server;
    private static RpcTestNode ours;
    private static Vertx stranger;

    @BeforeAll
    static void open() {
        server = RpcTestNode.server(CLUSTER, RpcSettings.defaults());
        ours = RpcTestNode.caller(CLUSTER, RpcSettings.defaults());
        stranger = CLUSTER.join();
        eventually().until(() -> server.rpc.directory().node(ours.id).isPresent());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void resetBehavior() {
        server.echoVerticle.reset();
    }

    @Test
    void call_withJsonObjectAndAction_repliesWithJsonObject() {
        JsonObject answer = (JsonObject)
                send(new JsonObject().put("text", "hi"), "read").await().body();

        assertThat(answer).isEqualTo(new JsonObject().put("text", "hi").put("node", server.id));
        assertThat(server.echoVerticle.onlyCall().requestContext().principal())
                .isEqualTo(new RequestContext.AnonymousPrincipal());
    }

    @Test
    void call_withUnknownFields_returnsBadRequest() {
        JsonObject newer = new JsonObject().put("text", "hi").put("colour", "red");

        refused(send(newer, "read"), 400);
    }

    @Test
    void call_withUnknownFieldsFromKnownNode_ignoresThem() {
        JsonObject newer = new JsonObject().put("text", "hi").put("colour", "red");

        JsonObject answer = (JsonObject)
                send(newer, options("read").addHeader("from", ours.id)).await().body();

        assertThat(answer.getString("text")).isEqualTo("hi");
    }

    @Test
    void call_withUnknownFieldsFromNonexistentNode_returnsBadRequest() {
        JsonObject newer = new JsonObject().put("text", "hi").put("colour", "red");

        refused(send(newer, options("read").addHeader("from", "n-1")), 400);
    }

    @Test
    void call_withInvalidOrMissingFields_returnsBadRequest() {
        refused(send(new JsonObject().put("text", 1), "read"), 400);
        refused(send(new JsonObject().put("text", "hi").put("number", "seven"), "read"), 400);
        refused(send(new JsonObject(), "read"), 400);
        refused(send(new JsonObject().putNull("text"), "read"), 400);
        refused(send(new JsonObject().put("text", "a\u0000b"), "read"), 400);
    }

    @Test
    void call_withoutJsonObjectBody_returnsBadRequest() {
        refused(send(null, "read"), 400);
        refused(send("hi", "read"), 400);
        refused(send(new JsonArray().add("hi"), "read"), 400);
        refused(send(Buffer.buffer("{}"), "read"), 400);
        refused(send(42, "read"), 400);
    }

    @Test
    void call_withUndecodableBody_returnsBadRequest() {
        JsonObject garbage = new JsonObject() {
            @Override
            public Buffer toBuffer() {
                return Buffer.buffer("{\"text\":");
            }
        };

        refused(send(garbage, "read"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"busbar.failure"})
    void call_withBodyUnderNodeInternalCodec_returnsBadRequest(String codec) {
        stranger.eventBus().registerCodec(new Posing(codec));

        refused(send("whatever", options("read").setCodecName(codec)), 400);
    }

    @Test
    void call_withBodyOverOperationLimit_returnsPayloadTooLarge() {
        refused(send(new JsonObject().put("text", "x".repeat(80_000)), "write"), 413);
    }

    @Test
    void call_withUnknownOrMissingRoutingHeaders_returnsError() {
        refused(send(new JsonObject(), "explode"), 404);
        refused(send(new JsonObject(), new DeliveryOptions().addHeader("service", "echo")), 404);
        refused(send(new JsonObject(), new DeliveryOptions().addHeader("action", "read")), 503);
        refused(send(new JsonObject(), options("read").addHeader("control", "obey")), 400);
        refused(
                send(
                        new JsonObject(),
                        new DeliveryOptions()
                                .addHeader("service", RpcProtocol.HEARTBEAT_ADDRESS)
                                .addHeader("action", "read")),
                503);
    }

    @Test
    void call_ofOperationOfTheCodeWithDeclaredVersion_returnsNotFoundWithoutRunningHandler() {
        JsonObject words = new JsonObject().put("text", "hi");

        refused(send(words, options("read").addHeader(RpcProtocol.HEADER_RUNTIME_VERSION, "1")), 404);
        refused(send(words, options("read").addHeader(RpcProtocol.HEADER_RUNTIME_VERSION, "-1")), 400);

        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "admin", "{\"principal\":{\"kind\":\"system\",\"name\":\"x\"}}"})
    void call_withInvalidCallerHeader_returnsBadRequest(String caller) {
        JsonObject words = new JsonObject().put("text", "hi");

        refused(send(words, options("administer").addHeader("caller", caller)), 400);
    }

    @Test
    void call_ofRestrictedOperationWithoutCaller_returnsUnauthorized() {
        refused(send(new JsonObject().put("text", "hi"), "administer"), 401);
        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @Test
    void call_afterDeadline_returnsTimeoutWithoutRunningHandler() {
        String late = RequestContextHeader.write(RequestContext.system("test", Duration.ofMillis(-1)));

        refused(send(new JsonObject().put("text", "hi"), options("read").addHeader("caller", late)), 504);

        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @Test
    void call_fromSuspectNode_runsHandlerButDropsReply() {
        String ghost = "ghost-" + UUID.randomUUID();
        stranger.eventBus().publish(RpcProtocol.HEARTBEAT_ADDRESS, heartbeat(ghost, NodeState.STARTING));
        eventually().until(() -> server.rpc.directory().isSuspect(ghost));
        DeliveryOptions options = options("read").addHeader("from", ghost).setSendTimeout(500);

        Throwable cause = RpcTestNode.cause(stranger.eventBus()
                .request(RpcProtocol.nodeAddress(server.id), new JsonObject().put("text", "hi"), options));

        assertThat(server.echoVerticle.calls()).hasSize(1);
        assertThat(cause)
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
        stranger.eventBus().publish(RpcProtocol.HEARTBEAT_ADDRESS, heartbeat(ghost, NodeState.LEFT));
        eventually().until(() -> server.rpc.directory().node(ghost).isEmpty());
    }

    @Test
    void call_withFailingHandler_repliesWithStatusAndMessage() {
        server.echoVerticle.setBehavior((echoRequest, call) -> {
            throw Failure.notFound("No such echo");
        });

        ReplyException seen = refused(send(new JsonObject().put("text", "hi"), "read"), 404);

        assertThat(seen.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
        assertThat(seen).hasMessage("No such echo");
    }

    @Test
    void call_onServiceNameAsAddress_findsNoHandlers() {
        assertThatThrownBy(() -> stranger.eventBus()
                        .request(
                                "echo",
                                new JsonObject().put("text", "hi"),
                                new DeliveryOptions().addHeader("action", "read"))
                        .await())
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
        assertThat(server.echoVerticle.calls()).isEmpty();
    }

    @Test
    void receiveHeartbeat_withInvalidContent_ignoresIt() {
        stranger.eventBus().publish(RpcProtocol.HEARTBEAT_ADDRESS, "hello");
        stranger.eventBus().publish(RpcProtocol.HEARTBEAT_ADDRESS, new JsonObject().put("state", "omnipotent"));
        stranger.eventBus().publish(RpcProtocol.HEARTBEAT_ADDRESS, new JsonObject());

        refused(send(new JsonObject(), "read"), 400);
        assertThat(server.rpc.directory().nodes()).extracting(Member::id).containsExactlyInAnyOrder(server.id, ours.id);
    }

    private static JsonObject heartbeat(String id, NodeState state) {
        return Json.object(new Heartbeat(id, Set.of(), 0, state, 0, false, Instant.now()));
    }

    private static Future<Message<Object>> send(@Nullable Object body, String action) {
        return send(body, options(action));
    }

    private static Future<Message<Object>> send(@Nullable Object body, DeliveryOptions options) {
        return stranger.eventBus().request(RpcProtocol.nodeAddress(server.id), body, options.setSendTimeout(5_000));
    }

    private static DeliveryOptions options(String action) {
        return new DeliveryOptions().addHeader("service", "echo").addHeader("action", action);
    }

    private static ReplyException refused(Future<?> call, int status) {
        Throwable cause = RpcTestNode.cause(call);
        assertThat(cause).isExactlyInstanceOf(ReplyException.class);
        ReplyException refusal = (ReplyException) cause;
        assertThat(refusal.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
        assertThat(refusal.failureCode()).isEqualTo(status);
        return refusal;
    }

    /** Encodes text under the name of another codec. */
    private record Posing(String name) implements MessageCodec<String, String> {
        @Override
        public void encodeToWire(Buffer buffer, String text) {
            buffer.appendInt(text.length()).appendString(text);
        }

        @Override
        public String decodeFromWire(int position, Buffer buffer) {
            return "";
        }

        @Override
        public String transform(String text) {
            return text;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
