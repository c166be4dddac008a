package io.busbar.node.embedded;

import io.busbar.node.CannotStart;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program of the system, run to its end with an environment of its own, so that neither settings nor secrets of the node leak into
 * a server that outlives it. Output goes to a file: a pipe would stay open in the server.
 */
final class SystemCommand {
    private static final int TAIL = 1_500;

    private final List<String> words;
    private final Path log;
    private File input = new File("/dev/null");

    private SystemCommand(List<String> words, Path log) {
        this.words = words;
        this.log = log;
    }

    static SystemCommand of(Path log, String... words) {
        return new SystemCommand(List.of(words), log);
    }

    /** PostgreSQL refuses to run as root. For root, it runs in a user namespace of its own, which hides that. */
    static SystemCommand notAsRoot(Path log, String... words) {
        if (!isRoot()) {
            return of(log, words);
        }
        if (of(log, "unshare", "-U", "true").run() != 0) {
            throw new CannotStart(
                    "PostgreSQL does not run as root, and this system does not permit the user namespace that would"
                            + " hide it (unshare -U). Start Busbar as an ordinary user, or give it servers to use with DATABASE_URL and"
                            + " REDIS_URL.");
        }
        List<String> hidden = new ArrayList<>(List.of("unshare", "-U"));
        hidden.addAll(List.of(words));
        return new SystemCommand(hidden, log);
    }

    SystemCommand reading(Path file) {
        input = file.toFile();
        return this;
    }

    /** Waits for its end and returns its exit code. */
    int run() {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(input)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        try {
            Process process = builder.start();
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotStart(words + " does not come to an end. " + tail(log));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new CannotStart("Cannot run " + words + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("Interrupted", e);
        }
    }

    void runOrFail() {
        int code = run();
        if (code != 0) {
            throw new CannotStart(words + " failed (" + code + "). " + tail(log));
        }
    }

    /** The end of a log, for people. */
    static String tail(Path log) {
        try {
            String text = Files.readString(log).strip();
            return log + " ends with:\n" + text.substring(Math.max(0, text.length() - TAIL));
        } catch (IOException e) {
            return "See " + log + ".";
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }
}
