package io.busbar.http;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.text.CidrBlock;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.data.ReconnectingRedis;
import io.busbar.http.FrontendSettings.RateQuotas;
import io.busbar.http.FrontendSettings.RequestLimits;
import io.busbar.http.FrontendSettings.Tls;
import io.busbar.http.bridge.SocketLimits;
import io.busbar.http.limits.Quota;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A frontend for the sample contract in its own Vert.x instance, with an HTTP client. */
public final class TestFrontend implements AutoCloseable {
    public static final String ALLOWED_ORIGIN = "http://localhost:8000";
    private static final TestRedis REDIS = new TestRedis();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(REDIS::close));
    }

    /** Options that tests can change. */
    public record FrontendOptions(
            RateQuotas rates,
            RequestLimits limits,
            @Nullable Tls tls,
            List<CidrBlock> trustedProxies,
            List<CidrBlock> metricsAllowList,
            String redis,
            SocketLimits sockets) {
        public static FrontendOptions defaults() {
            return new FrontendOptions(
                    rates(1_000_000),
                    RequestLimits.defaults(),
                    null,
                    List.of(),
                    List.of(CidrBlock.parse("127.0.0.1")),
                    REDIS.url(),
                    SocketLimits.defaults());
        }

        /** Rate quotas with this number of requests of each kind per minute. */
        public static RateQuotas rates(long count) {
            Duration minute = Duration.ofMinutes(1);
            return new RateQuotas(
                    new Quota("general", count, minute),
                    new Quota("auth", count, minute),
                    new Quota("user", count, minute));
        }

        public FrontendOptions rates(RateQuotas newRates) {
            return new FrontendOptions(newRates, limits, tls, trustedProxies, metricsAllowList, redis, sockets);
        }

        public FrontendOptions limits(RequestLimits other) {
            return new FrontendOptions(rates, other, tls, trustedProxies, metricsAllowList, redis, sockets);
        }

        public FrontendOptions tls(Tls other) {
            return new FrontendOptions(rates, limits, other, trustedProxies, metricsAllowList, redis, sockets);
        }

        public FrontendOptions withTrustedProxies(String range) {
            return new FrontendOptions(
                    rates, limits, tls, List.of(CidrBlock.parse(range)), metricsAllowList, redis, sockets);
        }

        public FrontendOptions withMetricsAllowed(String range) {
            return new FrontendOptions(
                    rates, limits, tls, trustedProxies, List.of(CidrBlock.parse(range)), redis, sockets);
        }

        public FrontendOptions sockets(SocketLimits other) {
            return new FrontendOptions(rates, limits, tls, trustedProxies, metricsAllowList, redis, other);
        }

        public FrontendOptions redis(String url) {
            return new FrontendOptions(rates, limits, tls, trustedProxies, metricsAllowList, url, sockets);
        }
    }

    public final TestTokens tokens = new TestTokens();
    public final TestLiveFeed liveFeed = new TestLiveFeed();
    public final PrometheusMeterRegistry meterRegistry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    public final Vertx vertx = Vertx.vertx();
    public final SampleBus bus = new SampleBus(vertx);
    public final TestBlobStore blobStore = new TestBlobStore(vertx);
    public final AtomicReference<HealthCheck.Health> health =
            new AtomicReference<>(HealthCheck.Health.of("node-1", true, true, Map.of("specimen", true)));
    public final AtomicInteger healthChecks = new AtomicInteger();
    public final HttpFrontend frontend;
    public final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final boolean tls;
    private final ReconnectingRedis redis;

    public TestFrontend(FrontendOptions options) {
        this(options, SampleOperations.SAMPLE);
    }

    /** Starts a frontend for another contract, whose operations have no handlers. */
    public TestFrontend(FrontendOptions options, Contract contract) {
        this(options, contract, null);
    }

    /** Starts a frontend for another contract, whose operations are called on this bus. */
    public TestFrontend(FrontendOptions options, Contract contract, @Nullable Bus otherBus) {
        tls = options.tls() != null;
        redis = new ReconnectingRedis(vertx, options.redis());
        frontend = wait(HttpFrontend.open(
                vertx,
                new FrontendSettings(
                        "127.0.0.1",
                        0,
                        options.tls(),
                        Set.of(ALLOWED_ORIGIN),
                        options.rates(),
                        options.trustedProxies(),
                        options.metricsAllowList(),
                        options.limits(),
                        options.sockets()),
                List.of(contract),
                new FrontendDependencies(
                        otherBus == null ? bus : otherBus,
                        new RequestReaders(),
                        OperationSetView.withoutHosts(),
                        tokens,
                        new KeyedHash(DeploymentSecrets.of("a secret of at least thirty-two characters"), "test"),
                        redis,
                        blobStore,
                        liveFeed,
                        meterRegistry,
                        () -> {
                            healthChecks.incrementAndGet();
                            return Future.succeededFuture(health.get());
                        },
                        null)));
    }

    public static TestFrontend withDefaults() {
        return new TestFrontend(FrontendOptions.defaults());
    }

    public int port() {
        return frontend.port();
    }

    URI uri(String path) {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port() + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<byte[]> bytes(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        try {
            return client.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(String path, String json, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Blocks until the future completes and returns its result. */
    public static <T> T wait(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        wait(frontend.close());
        wait(vertx.close());
    }
}
