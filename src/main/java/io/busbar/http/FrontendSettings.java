package io.busbar.http;

import io.busbar.http.bridge.SocketLimits;
import io.busbar.http.limits.Quota;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the front listens and whom it trusts.
 *
 * @param host           address to listen on
 * @param port           port to listen on; 0 takes a free one
 * @param tls            certificate and key, or null for plain HTTP
 * @param allowedOrigins        browser origins that may call with credentials: {@code http://localhost:8000}
 * @param rateQuotas          the three allowances
 * @param trustedProxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed
 * @param metricsAllowList   who may read {@code /metrics} without an admin's token
 * @param limits         sizes and times
 * @param socketLimits        what can be occupied by sockets
 */
public record FrontendSettings(
        String host,
        int port,
        @Nullable Tls tls,
        Set<String> allowedOrigins,
        RateQuotas rateQuotas,
        List<CidrBlock> trustedProxies,
        List<CidrBlock> metricsAllowList,
        RequestLimits limits,
        SocketLimits socketLimits) {

    /** PEM files: the certificate with its chain, and its unencrypted PKCS#8 key. */
    public record Tls(Path certificate, Path key) {}

    /**
     * The allowances of requests.
     *
     * @param general per address
     * @param auth    per address, for operations of {@link io.busbar.bus.RateTier#AUTH}
     * @param user    per signed-in person, instead of the general one
     */
    public record RateQuotas(Quota general, Quota auth, Quota user) {
        /** 600 a minute, 30 a minute, 1,200 a minute. */
        public static RateQuotas defaults() {
            Duration minute = Duration.ofMinutes(1);
            return new RateQuotas(
                    new Quota("general", 600, minute), new Quota("auth", 30, minute), new Quota("user", 1200, minute));
        }
    }

    /**
     * Sizes and times that bound what one client can occupy.
     *
     * @param maxRequestLineBytes      bytes of the request line, and so of the URL
     * @param maxHeaderBytes   bytes of all headers
     * @param readTimeout   how long a first request's head may take, and each body; a body gets a second more for each 16 KB that came
     * @param keepAliveTimeout how long a connection may stay without a request
     */
    public record RequestLimits(
            int maxRequestLineBytes, int maxHeaderBytes, Duration readTimeout, Duration keepAliveTimeout) {
        /** 8 KB, 16 KB, 20 s, 75 s. */
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
