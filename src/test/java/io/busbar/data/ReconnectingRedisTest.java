package io.busbar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A connection that reconnects by itself, and never makes a caller wait for it. */
@UsesServers
class ReconnectingRedisTest {
    @Test
    void sendCommand_onceRedisIsReachable_succeeds() throws Exception {
        Vertx vertx = Vertx.vertx();
        ReconnectingRedis redis = new ReconnectingRedis(vertx, TestServers.redisUrl());
        await().until(() -> ping(redis)
                .map(true)
                .recover(away -> Future.succeededFuture(false))
                .await(5, TimeUnit.SECONDS));
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    @Test
    void connect_toUnresponsiveServer_failsCommandAndReconnects() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        mute.accept();
                        accepted.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // the end of the test
                }
            });
            Vertx vertx = Vertx.vertx();
            ReconnectingRedis redis = new ReconnectingRedis(vertx, "redis://127.0.0.1:" + mute.getLocalPort());
            assertThat(ping(redis).failed()).as("nobody waits for it").isTrue();
            await().atMost(Duration.ofSeconds(20)).until(() -> accepted.get() >= 2);
            vertx.close().await(5, TimeUnit.SECONDS);
        }
    }

    private static Future<Response> ping(ReconnectingRedis redis) {
        return redis.send(Request.cmd(Command.PING));
    }
}
