package io.busbar.node;

import io.busbar.http.FrontendSettings;
import io.busbar.http.HttpFrontend;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Function;

/** Which port the API gets. */
final class PortSelection {
    /** How many nodes of one folder find a port by counting up. */
    private static final int MAX_PORT_ATTEMPTS = 200;

    private PortSelection() {}

    /** Opens the front at the wanted port; with embedded servers, a further node takes the next free one. */
    static HttpFrontend open(NodeSettings nodeSettings, Function<FrontendSettings, HttpFrontend> opener) {
        FrontendSettings requested = nodeSettings.frontend();
        boolean fixedPort = nodeSettings.servers() != null || requested.port() == 0;
        int last = Math.min(65_535, requested.port() + (fixedPort ? 0 : MAX_PORT_ATTEMPTS));
        for (int port = requested.port(); port <= last; port++) {
            try {
                if (isFree(requested.host(), port)) {
                    return opener.apply(withPort(port, requested));
                }
            } catch (Exception e) { // a future that is waited for throws its cause as it is, checked or not
                if (!isTaken(e)) { // by another node, a moment ago
                    throw e;
                }
            }
        }
        throw new StartupException("Port " + requested.port()
                + (fixedPort ? " is taken" : " and those after it are taken") + "; give another with PORT.");
    }

    private static FrontendSettings withPort(int port, FrontendSettings requested) {
        return new FrontendSettings(
                requested.host(),
                port,
                requested.tls(),
                requested.allowedOrigins(),
                requested.rateQuotas(),
                requested.trustedProxies(),
                requested.metricsAllowList(),
                requested.limits(),
                requested.socketLimits());
    }

    /** Looks before opening, which takes long. */
    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
