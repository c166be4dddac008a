package io.busbar.http;

import io.busbar.testing.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import redis.embedded.RedisServer;

/** A Redis server that the test can stop and restart. */
public final class TestRedis implements AutoCloseable {
    private final int port = TestPorts.firstFree(1);
    private RedisServer server = startServer();

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Restarts the server without data. */
    public void start() {
        server = startServer();
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private RedisServer startServer() {
        try {
            RedisServer redisServer = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .soutListener(line -> {})
                    .build();
            redisServer.start();
            return redisServer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
