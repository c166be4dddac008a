package io.busbar.http.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;

/**
 * Makes a listening socket ignore new connections before it is closed. When Linux closes a listening socket, it resets every
 * connection whose handshake is complete but that has not been accepted, so that clients lose a connection they consider
 * established. With this filter, the kernel drops the first packet of a new connection (SYN without ACK) and nothing else.
 * Connections past that packet are accepted. When a new client retries one second later, the socket is closed and refuses it.
 *
 * <p>A grace period alone does not replace it. With the close merely delayed by 200 ms, {@code HttpDrainTest} passed with clients that keep
 * their connections and over HTTP/2, and so did {@code RollingRestartTest}, but all of 16 clients with a connection per request were reset
 * at the first close. Clients that neither read {@code /health} nor sit behind a load balancer that does connect until they are refused.
 */
final class SynDropFilter {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    /**
     * A classic BPF program over the TCP header. Each instruction has an opcode, two relative jumps (if true, if false) and an
     * operand.
     */
    private static final int[][] BPF_PROGRAM = {
        {0x30, 0, 0, 13}, // load the flags byte
        {0x54, 0, 0, 0x12}, // mask SYN and ACK
        {0x15, 0, 1, 0x02}, // only SYN set?
        {0x06, 0, 0, 0}, // drop
        {0x06, 0, 0, -1} // accept the whole packet
    };

    private SynDropFilter() {}

    /** Attaches the filter. Returns false if that is not possible (not Linux, or not permitted). */
    @SuppressWarnings("restricted") // Java has no API for this system call
    static boolean attach(SelectableChannel channel) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocate(8L * BPF_PROGRAM.length, 8);
            for (int i = 0; i < BPF_PROGRAM.length; i++) {
                instructions.set(JAVA_SHORT, 8L * i, (short) BPF_PROGRAM[i][0]);
                instructions.set(JAVA_BYTE, 8L * i + 2, (byte) BPF_PROGRAM[i][1]);
                instructions.set(JAVA_BYTE, 8L * i + 3, (byte) BPF_PROGRAM[i][2]);
                instructions.set(JAVA_INT, 8L * i + 4, BPF_PROGRAM[i][3]);
            }
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) BPF_PROGRAM.length);
            program.set(ADDRESS, 8, instructions);
            Linker linker = Linker.nativeLinker();
            MethodHandle setsockopt = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setsockopt"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
            int result =
                    (int) setsockopt.invokeExact(fileDescriptor(channel), SOL_SOCKET, SO_ATTACH_FILTER, program, 16);
            return result == 0;
        } catch (Throwable e) { // invokeExact is declared to throw anything
            return false;
        }
    }

    private static int fileDescriptor(SelectableChannel channel) throws ReflectiveOperationException {
        Method getFDVal = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
        getFDVal.setAccessible(true);
        return (int) getFDVal.invoke(channel);
    }
}
