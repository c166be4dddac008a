package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A detached server, identified by the process ID in its pid file. After a crash the ID may belong to another program, so the process must
 * also run in the server's data directory, as PostgreSQL and Redis do.
 */
record ServerProcess(Path pidFile, Path dataDirectory) {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

    Optional<ProcessHandle> find() {
        return pid().filter(pid ->
                        workingDirectory(pid).filter(dataDirectory::equals).isPresent())
                .flatMap(ProcessHandle::of);
    }

    /** Deletes the pid file if its process ID now belongs to another program of this user. */
    void deleteStalePidFile() throws IOException {
        if (pid().flatMap(ServerProcess::workingDirectory)
                .filter(folder -> !folder.equals(dataDirectory))
                .isPresent()) {
            Files.delete(pidFile);
        }
    }

    private Optional<Long> pid() {
        return Files.notExists(pidFile)
                ? Optional.empty()
                : DataFolder.read(pidFile).lines().findFirst().map(Long::parseLong);
    }

    /** Returns empty if the process does not exist or belongs to another user. */
    private static Optional<Path> workingDirectory(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "cwd")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isRunning() {
        return find().isPresent();
    }

    /**
     * Waits until the server is ready or has exited, and returns whether it is ready. Recovery from a crash may take long.
     *
     * @throws StartupException if the server is running but not ready after {@link #READY_TIMEOUT}
     */
    boolean awaitReady(BooleanSupplier isReady) {
        Instant end = Instant.now().plus(READY_TIMEOUT);
        while (isRunning()) {
            if (isReady.getAsBoolean()) {
                return true;
            }
            if (Instant.now().isAfter(end)) {
                throw new StartupException("The server in " + dataDirectory
                        + " is running but does not respond. Stop it (pid in " + pidFile + ") and start again.");
            }
            pause();
        }
        return false;
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("Interrupted", e);
        }
    }
}
