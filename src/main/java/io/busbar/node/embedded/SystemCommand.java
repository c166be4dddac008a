package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a system command until it exits. The command gets only PATH from the environment, so that no settings or secrets of the node leak
 * into a server that outlives it. Its output goes to a file, because a server would keep a pipe open.
 */
final class SystemCommand {
    private static final int MAX_TAIL_LENGTH = 1_500;

    /** Longer than {@code pg_ctl} itself waits (60 s), so that its own error is reported. */
    private static final long TIMEOUT_SECONDS = 90;

    private final List<String> command;
    private final Path log;
    private File input = new File("/dev/null");

    private SystemCommand(List<String> command, Path log) {
        this.command = command;
        this.log = log;
    }

    static SystemCommand of(Path log, String... command) {
        return new SystemCommand(List.of(command), log);
    }

    /** Runs the command in its own user namespace if the user is root, because PostgreSQL refuses to run as root. */
    static SystemCommand asNonRoot(Path log, String... command) {
        if (!isRoot()) {
            return of(log, command);
        }
        if (of(log, "unshare", "-U", "true").run() != 0) {
            throw new StartupException(
                    "PostgreSQL does not run as root, and this system does not permit a user namespace (unshare -U). Start"
                            + " Busbar as another user, or set DATABASE_URL and REDIS_URL to use other servers.");
        }
        List<String> unshared = new ArrayList<>(List.of("unshare", "-U"));
        unshared.addAll(List.of(command));
        return new SystemCommand(unshared, log);
    }

    SystemCommand withInput(Path file) {
        input = file.toFile();
        return this;
    }

    /** Waits for the exit and returns the exit code. */
    int run() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH"));
        try {
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StartupException(command + " does not finish. " + tail(log));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new StartupException("Cannot run " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("Interrupted", e);
        }
    }

    void runOrFail() {
        int code = run();
        if (code != 0) {
            throw new StartupException(command + " failed (" + code + "). " + tail(log));
        }
    }

    /** Returns the end of a log for an error message. */
    static String tail(Path log) {
        try {
            String text = Files.readString(log).strip();
            return log + " ends with:\n" + text.substring(Math.max(0, text.length() - MAX_TAIL_LENGTH));
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
