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

/** The Redis server of a data folder. One process at a time starts or stops it. */
final class RedisServer {
    private static final int MAX_START_ATTEMPTS = 3;
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final DataFolder home;
    private final ServerBinaries binaries;
    private final Path folder;
    private final Path data;
    private final Path log;
    private final PersistedPort port;
    private final ServerProcess process;

    RedisServer(DataFolder home, ServerBinaries binaries) {
        this.home = home;
        this.binaries = binaries;
        this.folder = home.folder("redis");
        this.data = home.folder("redis/data");
        this.log = folder.resolve("redis.log");
        this.port = new PersistedPort(folder.resolve("port"));
        this.process = new ServerProcess(folder.resolve("redis.pid"), data);
    }

    String url() {
        return "redis://:" + home.secret(DataFolder.Secret.REDIS) + "@127.0.0.1:" + port.current();
    }

    /** Uses a server that is still running, or starts it. */
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
        throw new StartupException("Redis does not start. " + SystemCommand.tail(log));
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
            Path settings = folder.resolve("redis.conf");
            DataFolder.write(settings, settings(port.allocate()));
            SystemCommand.of(folder.resolve("start.log"), program.toString(), settings.toString())
                    .runOrFail();
            // The command returns before the server has bound its port. The server then writes its pid file, or exits.
            Instant end = Instant.now().plus(BIND_TIMEOUT);
            while (!process.isRunning() && Instant.now().isBefore(end)) {
                ServerProcess.pause();
            }
        } catch (IOException e) {
            throw DataFolder.unusable(folder, e);
        }
    }

    private String settings(int atPort) {
        return """
                # Written by Busbar at each start.
                bind 127.0.0.1
                port %d
                requirepass %s
                daemonize yes
                dir "%s"
                pidfile "%s"
                logfile "%s"
                appendonly yes
                appendfsync everysec
                save ""
                """.formatted(atPort, home.secret(DataFolder.Secret.REDIS), data, process.pidFile(), log);
    }

    /** Returns whether the server accepts the password and has loaded its data. */
    private boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.current()), 500);
            socket.setSoTimeout(500);
            String commands = "AUTH " + home.secret(DataFolder.Secret.REDIS) + "\r\nPING\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return "+OK".equals(replies.readLine()) && "+PONG".equals(replies.readLine());
        } catch (IOException e) {
            return false;
        }
    }
}
