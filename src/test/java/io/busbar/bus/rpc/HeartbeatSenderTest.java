package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.rpc.membership.ServiceList;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatSenderTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeVertx() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void leave_ifSendingThrows_failsInsteadOfWaitingForever() {
        // A heartbeat refuses a service without a name, so sending one throws.
        HeartbeatSender heartbeatSender = new HeartbeatSender(
                vertx, "node", () -> new ServiceList(Collections.singleton(null), 1), new ActiveCalls());

        assertThatThrownBy(() -> heartbeatSender.leave().await(5, TimeUnit.SECONDS))
                .isInstanceOf(NullPointerException.class);
    }
}
