package io.busbar.node;

import io.busbar.http.FrontendSettings;
import io.busbar.http.HttpFrontend;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.function.Function;

/** Selects the port of the HTTP frontend. */
final class PortSelection {
    /** Maximum number of ports that nodes of one data folder try in ascending order. */
    private static final int MAX_PORT_ATTEMPTS = 200;

    private PortSelection() {}

    /** Opens the frontend at the requested port. With embedded servers, further nodes use the next free port. */
    static HttpFrontend open(NodeSettings nodeSettings, Function<FrontendSettings, HttpFrontend> opener) {
        FrontendSettings requested = nodeSettings.frontend();
        boolean fixedPort = nodeSettings.servers() != null || requested.port() == 0;
        int last = Math.min(65_535, requested.port() + (fixedPort ? 0 : MAX_PORT_ATTEMPTS));
        for (int port = requested.port(); port <= last; port++) {
            Optional<HttpFrontend> opened = tryOpen(withPort(port, requested), opener);
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        throw new StartupException("Port " + requested.port()
                + (fixedPort ? " is taken" : " and the following ports are taken") + "; set PORT to another one.");
    }

    /** Returns empty if the port is taken, also if another node has taken it since the check. */
    private static Optional<HttpFrontend> tryOpen(
            FrontendSettings settings, Function<FrontendSettings, HttpFrontend> opener) {
        if (!isFree(settings.host(), settings.port())) {
            return Optional.empty();
        }
        try {
            return Optional.of(opener.apply(settings));
        } catch (Exception e) { // Future.await throws the cause as it is, even a checked exception
            if (isTaken(e)) {
                return Optional.empty();
            }
            throw e;
        }
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

    /** Checks the port first, because opening the frontend takes long. */
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
