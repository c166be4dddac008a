package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The Redis server of a data folder. The caller ensures that only one process at a time starts or stops it. */
final class RedisServer {
    private static final int MAX_START_ATTEMPTS = 3;
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final DataFolder dataFolder;
    private final ServerBinaries binaries;
    private final Path redisFolder;
    private final Path redisData;
    private final Path log;
    private final PersistedPort port;
    private final ServerProcess process;

    RedisServer(DataFolder dataFolder, ServerBinaries binaries) {
        this.dataFolder = dataFolder;
        this.binaries = binaries;
        this.redisFolder = dataFolder.subfolder("redis");
        this.redisData = dataFolder.subfolder("redis/data");
        this.log = redisFolder.resolve("redis.log");
        this.port = new PersistedPort(redisFolder.resolve("port"));
        this.process = new ServerProcess(redisFolder.resolve("redis.pid"), redisData);
    }

    String url() {
        return "redis://:" + dataFolder.secret(DataFolder.Secret.REDIS) + "@127.0.0.1:" + port.current();
    }

    /** Starts the server unless it is already running. Retries, because the allocated port may be taken in the meantime. */
    void ensureRunning() {
        if (process.awaitReady(this::isReady)) {
            return;
        }
        Path program = binaries.redis();
        for (int attempt = 1; attempt <= MAX_START_ATTEMPTS; attempt++) {
            start(program);
            if (process.awaitReady(this::isReady)) {
                return;
            }
        }
        throw new StartupException("Redis could not be started. " + SystemCommand.tail(log));
    }

    /** Sends SIGTERM, on which Redis writes its data to disk and exits, and waits for the exit. */
    void stop() {
        process.find().ifPresent(running -> {
            running.destroy();
            awaitExit(running);
        });
    }

    private static void awaitExit(ProcessHandle running) {
        Instant end = Instant.now().plus(STOP_TIMEOUT);
        while (running.isAlive()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("Redis (" + running.pid() + ") does not stop");
            }
            ServerProcess.pause();
        }
    }

    private void start(Path program) {
        try {
            Files.deleteIfExists(log);
            Path settings = redisFolder.resolve("redis.conf");
            DataFolder.write(settings, settings(port.allocate()));
            SystemCommand.of(redisFolder.resolve("start.log"), program.toString(), settings.toString())
                    .runOrFail();
            // The command returns before the server has bound its port. The server then writes its pid file, or exits.
            Instant end = Instant.now().plus(BIND_TIMEOUT);
            while (!process.isRunning() && Instant.now().isBefore(end)) {
                ServerProcess.pause();
            }
        } catch (IOException e) {
            throw DataFolder.unusable(redisFolder, e);
        }
    }

    private String settings(int allocatedPort) {
        return """
                # Written by Busbar at each start.
                bind 127.0.0.1
                port %d
                # Each test JVM uses databases of its own.
                databases 64
                requirepass %s
                daemonize yes
                dir "%s"
                pidfile "%s"
                logfile "%s"
                appendonly yes
                appendfsync everysec
                save ""
                """.formatted(
                        allocatedPort, dataFolder.secret(DataFolder.Secret.REDIS), redisData, process.pidFile(), log);
    }

    /** Returns whether the server accepts the password and has loaded its data. */
    private boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.current()), 500);
            socket.setSoTimeout(500);
            String commands = "AUTH " + dataFolder.secret(DataFolder.Secret.REDIS) + "\r\nPING\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return "+OK".equals(replies.readLine()) && "+PONG".equals(replies.readLine());
        } catch (IOException e) {
            return false;
        }
    }
}
