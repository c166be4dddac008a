package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;
import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.busbar.bus.rpc.membership.Heartbeat;
import io.busbar.bus.rpc.membership.NodeState;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service outside Busbar that uses plain Vert.x: it sends heartbeats and answers JSON, well-formed or not. */
@UsesServers
class ForeignServiceTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static final String ID = "foreign-" + UUID.randomUUID();
    private static volatile Handler<Message<JsonObject>> behaviour = message -> {};
    private static RpcTestNode caller;

    @BeforeAll
    static void open() {
        caller = RpcTestNode.caller(CLUSTER, RpcSettings.defaults());
        Vertx foreign = CLUSTER.join();
        foreign.eventBus()
                .<JsonObject>consumer(RpcProtocol.nodeAddress(ID), message -> behaviour.handle(message))
                .completion()
                .await();
        foreign.setPeriodic(0, 100, timer -> foreign.eventBus().publish(RpcProtocol.HEARTBEAT_ADDRESS, heartbeat()));
        eventually().until(() -> !caller.rpc.directory().availableNodes("echo").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @Test
    void call_sendsJsonWithServiceActionAndCaller() {
        List<Message<JsonObject>> seen = new CopyOnWriteArrayList<>();
        behaviour = message -> {
            seen.add(message);
            message.reply(new JsonObject()
                    .put("text", "bonjour")
                    .put("node", "foreign")
                    .put("mood", "good"));
        };

        assertThat(caller.call(READ, new EchoRequest("hello", 3)).await())
                .isEqualTo(new EchoResponse("bonjour", "foreign"));

        assertThat(seen.get(0).body())
                .isEqualTo(new JsonObject().put("text", "hello").put("number", 3));
        assertThat(seen.get(0).headers().get("service")).isEqualTo("echo");
        assertThat(seen.get(0).headers().get("action")).isEqualTo("read");
        assertThat(new JsonObject(seen.get(0).headers().get("caller"))
                        .getJsonObject("principal")
                        .getString("kind"))
                .isEqualTo("system");
    }

    @Test
    void call_withServiceFailure_failsWithItsStatusAndText() {
        behaviour = message -> message.fail(409, "occupe");

        assertThat(RpcTestNode.failure(caller.call(READ, new EchoRequest("", null))))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
                    assertThat(failure.message()).isEqualTo("occupe");
                });
    }

    @Test
    void call_withUnknownStatus_failsAsInternalErrorWithoutItsText() {
        behaviour = message -> message.fail(-1, "java.lang.NullPointerException");

        assertThat(RpcTestNode.failure(caller.call(READ, new EchoRequest("", null))))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
                    assertThat(failure.message()).doesNotContain("NullPointer");
                });
    }

    @Test
    void call_withReplyOfWrongShape_failsAsInternalError() {
        behaviour = message -> message.reply("yes");
        assertThat(RpcTestNode.failure(caller.call(READ, new EchoRequest("", null)))
                        .code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);

        behaviour = message -> message.reply(new JsonObject().put("text", new JsonObject()));
        assertThat(RpcTestNode.failure(caller.call(READ, new EchoRequest("", null)))
                        .code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @Test
    void call_withUndecodableReply_failsAtDeadline() {
        behaviour = message -> message.reply(new JsonObject() {
            @Override
            public Buffer toBuffer() {
                return Buffer.buffer("{\"text\":");
            }
        });

        assertThat(RpcTestNode.failure(caller.call(READ_SHORT_DEADLINE, new EchoRequest("", null)))
                        .code())
                .isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    }

    private static JsonObject heartbeat() {
        return Json.object(new Heartbeat(ID, Set.of("echo"), 1, NodeState.READY, 0, false, Instant.now()));
    }
}
