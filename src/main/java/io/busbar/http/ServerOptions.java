package io.busbar.http;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How Vert.x's server is set: both versions of HTTP, TLS from PEM files, small limits. */
final class ServerOptions {
    private static final int FORM_FIELDS = 100;
    private static final int FORM_FIELD_BYTES = 64 << 10;
    private static final int FORM_FIELD_NAME_BYTES = 4 << 10;

    private static final int SOCKET_BYTES = 64 << 10;
    private static final int SOCKET_CLOSING_SECONDS = 2;

    private ServerOptions() {}

    static HttpServerOptions of(FrontSettings settings) {
        FrontSettings.Limits limits = settings.limits();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(limits.line())
                .setMaxHeaderSize(limits.headers())
                .setMaxFormFields(FORM_FIELDS)
                .setMaxFormAttributeSize(FORM_FIELD_BYTES)
                .setMaxFormBufferedBytes(FORM_FIELD_NAME_BYTES)
                .setHandle100ContinueAutomatically(false)
                .setMaxWebSocketFrameSize(SOCKET_BYTES)
                .setMaxWebSocketMessageSize(SOCKET_BYTES)
                .setWebSocketClosingTimeout(SOCKET_CLOSING_SECONDS)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                // ConnectionTracker closes connections without a request; this closes those whose client neither reads
                // nor
                // writes.
                .setIdleTimeout((int) limits.keepAlive().plusSeconds(15).toMillis());
        options.getInitialSettings().setMaxHeaderListSize(limits.headers()).setMaxConcurrentStreams(100);
        FrontSettings.Tls tls = settings.tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPaths(List.of(tls.certificate().toString()))
                            .setKeyPaths(List.of(tls.key().toString())));
        }
        return options;
    }
}
