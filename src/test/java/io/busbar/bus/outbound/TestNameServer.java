package io.busbar.bus.outbound;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DNS server over UDP on the loopback interface. Each name has a list of answers; each query for addresses of its kind gets the next one,
 * and the last one is repeated. Nothing may be cached.
 */
final class TestNameServer implements AutoCloseable {
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int NAME_ERROR = 3;

    private final DatagramSocket socket;
    private final Map<String, List<List<byte[]>>> answers = new ConcurrentHashMap<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();

    TestNameServer() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("test-dns").start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Adds an answer with these addresses. IPv6 addresses are 16 bytes, also those that embed IPv4. */
    TestNameServer answer(String name, String... addresses) {
        answers.computeIfAbsent(name, first -> new CopyOnWriteArrayList<>())
                .add(Arrays.stream(addresses).map(TestNameServer::bytes).toList());
        return this;
    }

    /** Returns how often the IPv4 addresses of the name were asked for. */
    long queries(String name) {
        return queries.stream().filter(name::equals).count();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            DatagramPacket query = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(query);
                byte[] reply = reply(Arrays.copyOf(buffer, query.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private byte[] reply(byte[] packet) throws IOException {
        ByteBuffer query = ByteBuffer.wrap(packet);
        short id = query.getShort();
        query.position(12);
        String name = name(query);
        int type = query.getShort();
        query.getShort();
        byte[] question = Arrays.copyOfRange(packet, 12, query.position());
        List<byte[]> found = addresses(name, type);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        out.writeShort(0x8580 | (answers.containsKey(name) ? 0 : NAME_ERROR));
        out.writeShort(1);
        out.writeShort(found.size());
        out.writeInt(0);
        out.write(question);
        for (byte[] address : found) {
            out.writeShort(0xc00c); // the name of the question
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(0); // seconds to live
            out.writeShort(address.length);
            out.write(address);
        }
        return bytes.toByteArray();
    }

    private List<byte[]> addresses(String name, int type) {
        int length = type == TYPE_A ? 4 : type == TYPE_AAAA ? 16 : 0;
        List<List<byte[]>> ofKind = answers.getOrDefault(name, List.of()).stream()
                .map(answer -> answer.stream()
                        .filter(address -> address.length == length)
                        .toList())
                .filter(answer -> !answer.isEmpty())
                .toList();
        if (type == TYPE_A) {
            queries.add(name);
        }
        int turn = (int) Math.max(1, queries(name));
        return ofKind.isEmpty() ? List.of() : ofKind.get(Math.min(turn, ofKind.size()) - 1);
    }

    private static String name(ByteBuffer query) {
        List<String> labels = new ArrayList<>();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            labels.add(new String(label, StandardCharsets.US_ASCII));
        }
        return String.join(".", labels);
    }

    private static byte[] bytes(String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        boolean isMapped = bytes.length == 4 && address.indexOf(':') >= 0;
        return isMapped
                ? ByteBuffer.allocate(16)
                        .put(new byte[10])
                        .putShort((short) -1)
                        .put(bytes)
                        .array()
                : bytes;
    }
}
