package io.busbar.bus.jobs;

import io.busbar.testing.ProcessSignals;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node that runs jobs in a process of its own, which can be killed, paused and stopped. */
final class JobProcess implements AutoCloseable {
    private final Process process;

    private JobProcess(Process process) {
        this.process = process;
    }

    /** The main method of the process: database URL, name of the node, and the pause of slow steps in milliseconds. */
    public static void main(String[] args) {
        Duration pause = Duration.ofMillis(Long.parseLong(args[2]));
        JobTestNode node = JobTestNode.on(args[0], vertx -> runners(vertx, args[1], pause));
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
    }

    /** Returns the runners of all test jobs. */
    static List<JobRunner<?>> runners(Vertx vertx, String node, Duration pause) {
        return List.of(
                JobFixture.counting(JobFixture.COUNT, node),
                JobFixture.slow(vertx, node, pause),
                JobFixture.external(vertx, node, pause),
                JobFixture.batch(),
                JobFixture.item(node));
    }

    static JobProcess on(String url, String node, Duration pause) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command =
                new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", path, JobProcess.class.getName(), url, node, String.valueOf(pause.toMillis())));
        try {
            return new JobProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM, on which the node stops in order, and does not wait. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGSTOP, which pauses the process. */
    void pause() {
        ProcessSignals.pause(process);
    }

    /** Sends SIGCONT, which resumes the process. */
    void resume() {
        ProcessSignals.resume(process);
    }

    @Override
    public void close() {
        kill();
    }
}
