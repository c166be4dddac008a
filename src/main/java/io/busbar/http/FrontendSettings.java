package io.busbar.http;

import io.busbar.bus.text.CidrBlock;
import io.busbar.http.bridge.SocketLimits;
import io.busbar.http.limits.Quota;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP frontend.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 selects a free port
 * @param tls the certificate and key; null for plain HTTP
 * @param allowedOrigins browser origins that may send requests with credentials, such as {@code http://localhost:8000}
 * @param rateQuotas the rate limits
 * @param trustedProxies proxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} headers are trusted
 * @param metricsAllowList addresses that may read {@code /metrics} without an admin's token
 * @param requestLimits sizes and timeouts of requests
 * @param socketLimits limits of browser sockets
 */
public record FrontendSettings(
        String host,
        int port,
        @Nullable Tls tls,
        Set<String> allowedOrigins,
        RateQuotas rateQuotas,
        List<CidrBlock> trustedProxies,
        List<CidrBlock> metricsAllowList,
        RequestLimits requestLimits,
        SocketLimits socketLimits) {

    /** Paths of PEM files: the certificate with its chain, and its unencrypted PKCS#8 key. */
    public record Tls(Path certificate, Path key) {}

    /**
     * Rate limits of requests.
     *
     * @param general per client address
     * @param auth per client address, for operations of {@link io.busbar.bus.RateTier#AUTH}
     * @param user per signed-in user, replaces the general limit
     */
    public record RateQuotas(Quota general, Quota auth, Quota user) {
        /** Returns the defaults: 600, 30 and 1,200 requests per minute. */
        public static RateQuotas defaults() {
            Duration minute = Duration.ofMinutes(1);
            return new RateQuotas(
                    new Quota("general", 600, minute), new Quota("auth", 30, minute), new Quota("user", 1200, minute));
        }
    }

    /**
     * Limits on the resources that one client can occupy.
     *
     * @param maxRequestLineBytes maximum size of the request line, and so of the URL, in bytes
     * @param maxHeaderBytes maximum total size of the headers, in bytes
     * @param readTimeout time limit for the head of a connection's first request, and for each body; a body gets another second for
     *     each 16 KB received
     * @param keepAliveTimeout how long a connection may stay open without a request
     */
    public record RequestLimits(
            int maxRequestLineBytes, int maxHeaderBytes, Duration readTimeout, Duration keepAliveTimeout) {
        /** Returns the defaults: 8 KB, 16 KB, 20 s and 75 s. */
        public static RequestLimits defaults() {
            return new RequestLimits(8 << 10, 16 << 10, Duration.ofSeconds(20), Duration.ofSeconds(75));
        }
    }

    public FrontendSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
        metricsAllowList = List.copyOf(metricsAllowList);
    }
}
