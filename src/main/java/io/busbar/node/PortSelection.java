package io.busbar.node;

import io.busbar.http.Front;
import io.busbar.http.FrontSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Function;

/** Which port the API gets. */
final class PortSelection {
    /** How many nodes of one folder find a port by counting up. */
    private static final int PORTS = 200;

    private PortSelection() {}

    /** Opens the front at the wanted port; with embedded servers, a further node takes the next free one. */
    static Front open(Settings settings, Function<FrontSettings, Front> opening) {
        FrontSettings wanted = settings.front();
        boolean exact = settings.servers() != null || wanted.port() == 0;
        int last = Math.min(65_535, wanted.port() + (exact ? 0 : PORTS));
        for (int port = wanted.port(); port <= last; port++) {
            try {
                if (isFree(wanted.host(), port)) {
                    return opening.apply(at(port, wanted));
                }
            } catch (Exception e) { // a future that is waited for throws its cause as it is, checked or not
                if (!isTaken(e)) { // by another node, a moment ago
                    throw e;
                }
            }
        }
        throw new CannotStart("Port " + wanted.port() + (exact ? " is taken" : " and those after it are taken")
                + "; give another with PORT.");
    }

    private static FrontSettings at(int port, FrontSettings wanted) {
        return new FrontSettings(
                wanted.host(),
                port,
                wanted.tls(),
                wanted.origins(),
                wanted.rates(),
                wanted.trustedProxies(),
                wanted.metricsAllow(),
                wanted.limits(),
                wanted.sockets());
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
