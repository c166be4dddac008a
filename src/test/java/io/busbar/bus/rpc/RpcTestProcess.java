package io.busbar.bus.rpc;

import io.busbar.testing.ProcessSignals;
import io.busbar.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node in a process of its own, to be stopped and killed. */
final class RpcTestProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    /** Serves the echo service, or calls it, until the process ends. */
    public static void main(String[] arguments) {
        TestCluster cluster = new TestCluster(arguments[1], Integer.parseInt(arguments[2]));
        if (arguments[0].equals("serve")) {
            RpcTestNode.server(cluster, RpcSettings.defaults());
        } else {
            new OverloadClient(RpcTestNode.caller(cluster, withoutSuspicion())).start();
        }
    }

    /** The node never detects missing heartbeats, so that only the in-flight window limits what is sent. */
    private static RpcSettings withoutSuspicion() {
        RpcSettings standard = RpcSettings.defaults();
        return new RpcSettings(
                standard.heartbeatInterval(),
                1_000_000,
                standard.forgetTimeout().multipliedBy(1_000_000),
                standard.maxCallsPerNode(),
                standard.maxBytesPerNode(),
                standard.drainTimeout(),
                standard.maxClockSkew());
    }

    private RpcTestProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts a process with the echo service. */
    static RpcTestProcess serving(TestCluster cluster, Path folder) {
        return start(cluster, folder, "serve", "-Xmx256m");
    }

    /** Starts a process with little memory that calls as fast as it can; an OutOfMemoryError ends it. */
    static RpcTestProcess flooding(TestCluster cluster, Path folder) {
        return start(cluster, folder, "flood", "-Xmx96m", "-XX:MaxDirectMemorySize=96m", "-XX:+ExitOnOutOfMemoryError");
    }

    private static RpcTestProcess start(TestCluster cluster, Path folder, String role, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The process is short-lived, so it must start fast.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RpcTestProcess.class.getName(),
                role,
                cluster.name(),
                String.valueOf(cluster.firstPort())));
        try {
            Path output = Files.createTempFile(folder, role, ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new RpcTestProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String lastLine() {
        return output().lines().reduce("", (before, line) -> line);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    void pause() {
        ProcessSignals.pause(process);
    }

    void resume() {
        ProcessSignals.resume(process);
    }

    @Override
    public void close() {
        kill();
    }
}
