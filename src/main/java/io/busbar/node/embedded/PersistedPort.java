package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** The port of an embedded server, kept across restarts unless another program takes it. */
record PersistedPort(Path file) {
    /**
     * The upper bound of the ports (exclusive). It is below the ephemeral ports of Linux (from 32768), so that no client connection takes
     * a server's port between two starts.
     */
    private static final int MAX_PORT = 32_000;

    private static final int MIN_PORT = 15_000;

    /** Returns the port of the last start. */
    int current() {
        return Integer.parseInt(DataFolder.read(file));
    }

    /** Returns the port for the next start: the last one if it is free, otherwise a new one. */
    int allocate() {
        if (Files.exists(file) && isFree(current())) {
            return current();
        }
        int port = ThreadLocalRandom.current()
                .ints(1_000, MIN_PORT, MAX_PORT)
                .filter(PersistedPort::isFree)
                .findFirst()
                .orElseThrow(() ->
                        new StartupException("There is no free TCP port between " + MIN_PORT + " and " + MAX_PORT));
        DataFolder.write(file, String.valueOf(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
