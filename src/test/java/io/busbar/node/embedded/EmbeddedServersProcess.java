package io.busbar.node.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Another process that uses a folder of embedded servers. It stays until it is told to leave or killed. */
final class EmbeddedServersProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private EmbeddedServersProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** Runs in the other process. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedServers servers = EmbeddedServers.open(Path.of(args[0]), text -> {})) {
            System.out.println(servers.databaseUrl());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
        System.out.println("gone");
    }

    /** Starts the process without waiting until it has entered the folder. */
    static EmbeddedServersProcess start(Path folder) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            return new EmbeddedServersProcess(
                    new ProcessBuilder(java, "-cp", path, EmbeddedServersProcess.class.getName(), folder.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process has entered the folder and returns the URL of the database. */
    String awaitDatabaseUrl() {
        return readLine();
    }

    /** Makes the process leave the folder and waits until it has left. */
    void leave() {
        try {
            process.outputWriter().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        readLine();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String readLine() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("The process has failed");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
