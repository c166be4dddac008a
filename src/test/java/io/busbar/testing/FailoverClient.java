package io.busbar.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps its connection, never repeats a request, and switches to another node only if a connection is refused. Any other
 * problem fails the request.
 */
public final class FailoverClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final List<IntSupplier> ports;
    private int current;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    /**
     * Creates a client.
     *
     * @param ports ports of the nodes, which may change when nodes restart
     * @param first index of the port to try first
     */
    public FailoverClient(List<IntSupplier> ports, int first) {
        this.ports = ports;
        this.current = first;
    }

    /** The status and body of a response. */
    public record FailoverResponse(int status, String body) {}

    /** Sends a request and reads the whole response. */
    public FailoverResponse send(String method, String path, String headers, String body) throws IOException {
        Socket connection = socket == null ? connect() : socket;
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                + (bytes.length == 0
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n")
                + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(bytes, 0, request, start.length, bytes.length);
        connection.getOutputStream().write(request);
        return receive();
    }

    private Socket connect() throws IOException {
        ConnectException refused = new ConnectException("no node");
        for (int i = 0; i < ports.size(); i++) {
            Socket fresh = new Socket();
            try {
                fresh.setSoTimeout(TIMEOUT_MS);
                fresh.setTcpNoDelay(true);
                fresh.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                ports.get(current % ports.size()).getAsInt()),
                        TIMEOUT_MS);
                socket = fresh;
                in = new BufferedInputStream(fresh.getInputStream());
                return fresh;
            } catch (ConnectException e) {
                fresh.close();
                refused = e;
                current++;
            }
        }
        throw refused;
    }

    private FailoverResponse receive() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean last = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                last = true;
            }
        }
        byte[] body = stream().readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer was cut off");
        }
        if (last) {
            close();
        }
        return new FailoverResponse(status, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int read = stream().read(); read != '\n'; read = stream().read()) {
            if (read < 0) {
                throw new EOFException("the connection was closed under a request");
            }
            if (read != '\r') {
                text.append((char) read);
            }
        }
        return text.toString();
    }

    private InputStream stream() throws IOException {
        if (in == null) {
            throw new EOFException("not connected");
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        socket = null;
        in = null;
    }
}
