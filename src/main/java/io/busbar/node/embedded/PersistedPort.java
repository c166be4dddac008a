package io.busbar.node.embedded;

import io.busbar.node.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** The port of a server on the loopback interface: kept over restarts as long as no stranger takes it. */
record PersistedPort(Path file) {
    /** Below what Linux hands out to clients (from 32768), so that no connection squats on a server's port between two starts. */
    private static final int MIN_PORT = 15_000;

    private static final int MAX_PORT = 32_000;

    /** The port the server was last started on. */
    int current() {
        return Integer.parseInt(DataFolder.read(file));
    }

    /** The port to start on: the last one if it is free. */
    int allocate() {
        if (Files.exists(file) && isFree(current())) {
            return current();
        }
        int port = ThreadLocalRandom.current()
                .ints(1_000, MIN_PORT, MAX_PORT)
                .filter(PersistedPort::isFree)
                .findFirst()
                .orElseThrow(() -> new StartupException("No free TCP port between " + MIN_PORT + " and " + MAX_PORT));
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
