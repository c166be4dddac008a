package io.busbar.node;

import io.busbar.http.FrontendSettings;
import io.busbar.http.HttpFrontend;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Function;

/** Selects the port of the HTTP frontend. */
final class PortSelection {
    /** How many of the following ports are tried if the requested port cannot be used. */
    private static final int MAX_FOLLOWING_PORTS = 200;

    private PortSelection() {}

    /** A port that cannot be used, with the reason of the operating system: it is taken, privileged, or the address is not local. */
    private static final class UnusablePortException extends Exception {
        UnusablePortException(IOException reason) {
            super(reason.getMessage(), reason);
        }
    }

    /**
     * Opens the frontend at the requested port. With embedded servers, several nodes share a machine, so a node whose port is taken uses
     * the next free one.
     */
    static HttpFrontend openOnFreePort(
            FrontendSettings requested, boolean usesEmbeddedServers, Function<FrontendSettings, HttpFrontend> opener) {
        // Port 0 selects a free port anyway.
        boolean singleAttempt = !usesEmbeddedServers || requested.port() == 0;
        int port = requested.port();
        int lastPort = singleAttempt ? port : Math.min(65_535, port + MAX_FOLLOWING_PORTS);
        while (true) {
            try {
                return open(withPort(port, requested), opener);
            } catch (UnusablePortException e) {
                if (port == lastPort) {
                    throw new StartupException(
                            "Cannot listen on port " + requested.port()
                                    + (singleAttempt ? "" : " or the following ports") + ": " + e.getMessage()
                                    + ". Set PORT to another one.",
                            e);
                }
                port++;
            }
        }
    }

    private static HttpFrontend open(FrontendSettings settings, Function<FrontendSettings, HttpFrontend> opener)
            throws UnusablePortException {
        requireUsable(settings.host(), settings.port());
        try {
            return opener.apply(settings);
        } catch (Exception e) { // Future.await throws the cause as it is, even a checked exception
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException taken) { // by another program since the check
                    throw new UnusablePortException(taken);
                }
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
                requested.requestLimits(),
                requested.socketLimits());
    }

    /** Checks the port first, because opening the frontend takes long. */
    private static void requireUsable(String host, int port) throws UnusablePortException {
        try {
            new ServerSocket(port, 1, InetAddress.getByName(host)).close();
        } catch (IOException e) {
            throw new UnusablePortException(e);
        }
    }
}
