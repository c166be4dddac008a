package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.HURRIED;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.FailureCode;
import io.busbar.bus.json.Json;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.busbar.testing.LocalCluster;
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

/** A service that has only Vert.x: it announces itself and answers JSON, well or badly. */
class ForeignServiceTest {
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static final String ID = "foreign-" + UUID.randomUUID();
    private static volatile Handler<Message<JsonObject>> behaviour = message -> {};
    private static LaneNode caller;

    @BeforeAll
    static void open() {
        caller = LaneNode.caller(CLUSTER, LaneSettings.standard());
        Vertx foreign = CLUSTER.join();
        foreign.eventBus()
                .<JsonObject>consumer(Wire.node(ID), message -> behaviour.handle(message))
                .completion()
                .await();
        foreign.setPeriodic(0, 100, timer -> foreign.eventBus().publish(Wire.NODES, announcement()));
        eventually()
                .until(() -> !caller.lane.directory().takingCalls("specimen").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @Test
    void gets_a_json_object_with_service_action_and_caller() {
        List<Message<JsonObject>> seen = new CopyOnWriteArrayList<>();
        behaviour = message -> {
            seen.add(message);
            message.reply(new JsonObject()
                    .put("text", "bonjour")
                    .put("node", "foreign")
                    .put("mood", "good"));
        };

        assertThat(caller.call(READ, new Words("hello", 3)).await()).isEqualTo(new Answered("bonjour", "foreign"));

        assertThat(seen.get(0).body())
                .isEqualTo(new JsonObject().put("text", "hello").put("number", 3));
        assertThat(seen.get(0).headers().get("service")).isEqualTo("specimen");
        assertThat(seen.get(0).headers().get("action")).isEqualTo("read");
        assertThat(new JsonObject(seen.get(0).headers().get("caller"))
                        .getJsonObject("who")
                        .getString("kind"))
                .isEqualTo("program");
    }

    @Test
    void fails_with_a_status_and_a_text() {
        behaviour = message -> message.fail(409, "occupe");

        assertThat(LaneNode.failure(caller.call(READ, new Words("", null)))).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
            assertThat(failure.text()).isEqualTo("occupe");
        });
    }

    @Test
    void a_status_that_we_do_not_know_is_an_internal_error_without_its_text() {
        behaviour = message -> message.fail(-1, "java.lang.NullPointerException");

        assertThat(LaneNode.failure(caller.call(READ, new Words("", null)))).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
            assertThat(failure.text()).doesNotContain("NullPointer");
        });
    }

    @Test
    void an_answer_that_is_not_the_operations_is_an_internal_error() {
        behaviour = message -> message.reply("yes");
        assertThat(LaneNode.failure(caller.call(READ, new Words("", null))).code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);

        behaviour = message -> message.reply(new JsonObject().put("text", new JsonObject()));
        assertThat(LaneNode.failure(caller.call(READ, new Words("", null))).code())
                .isEqualTo(FailureCode.INTERNAL_SERVER_ERROR);
    }

    @Test
    void an_answer_that_does_not_even_decode_does_not_keep_the_caller_waiting() {
        behaviour = message -> message.reply(new JsonObject() {
            @Override
            public Buffer toBuffer() {
                return Buffer.buffer("{\"text\":");
            }
        });

        assertThat(LaneNode.failure(caller.call(HURRIED, new Words("", null))).code())
                .isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    }

    private static JsonObject announcement() {
        return Json.object(new Announcement(ID, Set.of("specimen"), NodeState.READY, 0, false, Instant.now()));
    }
}
