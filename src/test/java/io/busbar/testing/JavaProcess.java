package io.busbar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main method of the tests in a process of its own, which can be killed, paused and stopped. */
public final class JavaProcess implements AutoCloseable {
    private final Process process;

    private JavaProcess(Process process) {
        this.process = process;
    }

    /** Starts the main method of a class and does not wait for it. */
    public static JavaProcess start(Class<?> program, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command =
                new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        try {
            return new JavaProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM, on which a node stops in order, and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGSTOP, which pauses the process. */
    public void pause() {
        ProcessSignals.pause(process);
    }

    /** Sends SIGCONT, which resumes the process. */
    public void resume() {
        ProcessSignals.resume(process);
    }

    @Override
    public void close() {
        kill();
    }
}
