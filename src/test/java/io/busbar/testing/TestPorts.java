package io.busbar.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds free ports for servers that have to know their port before they start, or that keep it over a restart. The ports are below the
 * ephemeral range, so that no outgoing connection takes one in between.
 */
public final class TestPorts {
    private static final int MIN_PORT = 12_000;
    private static final int MAX_PORT = 32_000;

    private TestPorts() {}

    /** Returns the first of this number of consecutive free ports of the loopback interface. */
    public static int firstFree(int count) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(MIN_PORT, MAX_PORT);
            if (IntStream.range(first, first + count).allMatch(TestPorts::isFree)) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
