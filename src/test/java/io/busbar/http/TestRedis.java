package io.busbar.http;

import java.io.IOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A Redis server that the test can stop and restart. */
public final class TestRedis implements AutoCloseable {
    private final int port;
    private RedisServer server;

    public TestRedis() {
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server = startServer();
    }

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
            throw new java.io.UncheckedIOException(e);
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
            throw new java.io.UncheckedIOException(e);
        }
    }
}
