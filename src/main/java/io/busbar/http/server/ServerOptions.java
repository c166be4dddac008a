package io.busbar.http.server;

import io.busbar.http.FrontendSettings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Creates the options of the Vert.x HTTP server: HTTP/1.1 and HTTP/2, TLS from PEM files, and small limits. */
final class ServerOptions {
    private static final int MAX_FORM_FIELDS = 100;
    private static final int MAX_FORM_FIELD_BYTES = 64 << 10;
    /** Vert.x buffers the bytes of a form that it cannot decode yet, which is at most the head of one field. */
    private static final int MAX_UNDECODED_FORM_BYTES = 4 << 10;

    /** The number of concurrent requests per HTTP/2 connection: the minimum that RFC 9113, section 6.5.2, recommends. */
    private static final int MAX_CONCURRENT_STREAMS = 100;

    /** Keeps the transport's idle timeout longer than the keep-alive timeout, which ConnectionTracker enforces. */
    private static final Duration IDLE_TIMEOUT_MARGIN = Duration.ofSeconds(15);

    private static final int MAX_WEBSOCKET_BYTES = 64 << 10;
    private static final int WEBSOCKET_CLOSE_TIMEOUT_SECONDS = 2;

    private ServerOptions() {}

    static HttpServerOptions of(FrontendSettings settings) {
        FrontendSettings.RequestLimits requestLimits = settings.requestLimits();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(requestLimits.maxRequestLineBytes())
                .setMaxHeaderSize(requestLimits.maxHeaderBytes())
                .setMaxFormFields(MAX_FORM_FIELDS)
                .setMaxFormAttributeSize(MAX_FORM_FIELD_BYTES)
                .setMaxFormBufferedBytes(MAX_UNDECODED_FORM_BYTES)
                .setHandle100ContinueAutomatically(false)
                .setMaxWebSocketFrameSize(MAX_WEBSOCKET_BYTES)
                .setMaxWebSocketMessageSize(MAX_WEBSOCKET_BYTES)
                .setWebSocketClosingTimeout(WEBSOCKET_CLOSE_TIMEOUT_SECONDS)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                // ConnectionTracker closes connections without a request. This timeout closes connections whose client
                // neither reads nor writes.
                .setIdleTimeout((int) requestLimits
                        .keepAliveTimeout()
                        .plus(IDLE_TIMEOUT_MARGIN)
                        .toMillis());
        options.getInitialSettings()
                .setMaxHeaderListSize(requestLimits.maxHeaderBytes())
                .setMaxConcurrentStreams(MAX_CONCURRENT_STREAMS);
        FrontendSettings.Tls tls = settings.tls();
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
