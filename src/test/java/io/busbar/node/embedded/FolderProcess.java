package io.busbar.node.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Another process in a folder of embedded servers: it comes in, stays until told to go, and can be killed. */
final class FolderProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    private FolderProcess(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    /** The other process. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedServers servers = EmbeddedServers.open(Path.of(args[0]), text -> {})) {
            System.out.println(servers.databaseUrl());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
        System.out.println("gone");
    }

    /** Does not wait until it is in. */
    static FolderProcess comesTo(Path folder) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            return new FolderProcess(
                    new ProcessBuilder(java, "-cp", path, FolderProcess.class.getName(), folder.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is in; where it found the database. */
    String isIn() {
        return line();
    }

    /** Lets it go, and waits until it has left. */
    void goes() {
        try {
            process.outputWriter().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line();
    }

    /** SIGKILL. */
    void isKilled() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String line() {
        try {
            String line = said.readLine();
            if (line == null) {
                throw new IllegalStateException("The guest has failed");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
