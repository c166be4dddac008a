package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Busbar in a process of its own, started as an operator starts it. It can be observed, stopped, paused and killed. */
public final class NodeProcess implements AutoCloseable {
    /** A first start takes ten seconds alone. Beside the other JVMs of a run it gets a tenth of a slow machine. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Pattern API = Pattern.compile("API +(\\S+)/api\\b");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Process process;
    private final Path output;

    private NodeProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Returns a node with embedded servers in this folder, on any free port. */
    public static NodeProcess inFolder(Path folder, String... arguments) {
        return start(folder, Map.of(), arguments);
    }

    /** Returns a node that uses the {@linkplain TestServers servers of the tests} and this database. */
    public static NodeProcess onDatabase(Path folder, String databaseUrl) {
        return start(
                folder,
                Map.of(
                        "DATABASE_URL",
                        databaseUrl,
                        "REDIS_URL",
                        TestServers.redisUrl(),
                        "JWT_SECRET",
                        TestServers.jwtSecret(),
                        "DEV_MAIL",
                        "true",
                        "PORT",
                        "0"));
    }

    /** Starts the program in a working folder with only these environment variables. Does not wait until it is ready. */
    public static NodeProcess start(Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                // A shell starts background jobs with SIGINT ignored. Children inherit that, and Java then never hears
                // the signal.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", programClassPath(), "io.busbar.Busbar"));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(folder, "node-", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", System.getenv("PATH"));
            builder.environment().putAll(environment);
            return new NodeProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the node has printed its address and is healthy. Kills the process if that fails. */
    public NodeProcess awaitReady() {
        try {
            awaitHealthy();
            return this;
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void awaitHealthy() {
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive())
                    .as("the node runs; it said: %s", output())
                    .isTrue();
            return API.matcher(output()).find() && get("/health").statusCode() == 200;
        });
    }

    /** Waits for the exit and returns the exit code. */
    public int awaitExit() {
        try {
            assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as("the process ends; it said: %s", output())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the URL without a path: {@code http://localhost:5000}. */
    public String url() {
        Matcher matcher = API.matcher(output());
        assertThat(matcher.find())
                .as("the output contains the URL: %s", output())
                .isTrue();
        return matcher.group(1);
    }

    /** Returns the port of the HTTP frontend. */
    public int port() {
        return URI.create(url()).getPort();
    }

    /** Sends a GET request for a path. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url() + path)).build());
    }

    /** Sends a request. */
    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the output of the process. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM, on which the node stops in order. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL and waits for the exit. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Sends SIGSTOP, which pauses the process. */
    public void pause() {
        ProcessSignals.pause(process);
    }

    /** Sends SIGCONT, which resumes the process. */
    public void resume() {
        ProcessSignals.resume(process);
    }

    /** Sends SIGINT, as Ctrl-C does. */
    public void interrupt() {
        ProcessSignals.interrupt(process);
    }

    /** Kills the process in any state. Only the servers of its folder may remain. */
    @Override
    public void close() {
        if (process.isAlive()) {
            resume();
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }

    /** Returns the class path without the tests, as a real node has it. */
    private static String programClassPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(java.io.File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .reduce((left, right) -> left + java.io.File.pathSeparator + right)
                .orElseThrow();
    }
}
