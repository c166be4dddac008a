package io.busbar.http;

import io.busbar.data.KeyedHash;
import io.busbar.data.ReconnectingRedis;
import io.busbar.http.FrontSettings.Limits;
import io.busbar.http.FrontSettings.Rates;
import io.busbar.http.FrontSettings.Tls;
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

/** A front over the specimen contract in a Vert.x of its own, and an HTTP client for it. */
public final class TestFront implements AutoCloseable {
    public static final String ALLOWED_ORIGIN = "http://localhost:8000";
    private static final TestRedis REDIS = new TestRedis();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(REDIS::close));
    }

    /** What a test may want otherwise. */
    public record Wish(
            Rates rates,
            Limits limits,
            @Nullable Tls tls,
            List<AddressRange> proxies,
            List<AddressRange> metrics,
            String redis,
            SocketLimits sockets) {
        public static Wish usual() {
            return new Wish(
                    rates(1_000_000),
                    Limits.standard(),
                    null,
                    List.of(),
                    List.of(AddressRange.of("127.0.0.1")),
                    REDIS.url(),
                    SocketLimits.standard());
        }

        /** So many requests of each kind in a minute. */
        public static Rates rates(long count) {
            Duration minute = Duration.ofMinutes(1);
            return new Rates(
                    new Quota("general", count, minute),
                    new Quota("auth", count, minute),
                    new Quota("user", count, minute));
        }

        public Wish rates(Rates other) {
            return new Wish(other, limits, tls, proxies, metrics, redis, sockets);
        }

        public Wish limits(Limits other) {
            return new Wish(rates, other, tls, proxies, metrics, redis, sockets);
        }

        Wish tls(Tls other) {
            return new Wish(rates, limits, other, proxies, metrics, redis, sockets);
        }

        Wish behind(String proxies) {
            return new Wish(rates, limits, tls, List.of(AddressRange.of(proxies)), metrics, redis, sockets);
        }

        Wish metricsFor(String range) {
            return new Wish(rates, limits, tls, proxies, List.of(AddressRange.of(range)), redis, sockets);
        }

        public Wish sockets(SocketLimits other) {
            return new Wish(rates, limits, tls, proxies, metrics, redis, other);
        }

        Wish redis(String url) {
            return new Wish(rates, limits, tls, proxies, metrics, url, sockets);
        }
    }

    public final TestTokens tokens = new TestTokens();
    public final TestFeed live = new TestFeed();
    public final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Vertx vertx = Vertx.vertx();
    public final SpecimenBus bus = new SpecimenBus(vertx);
    final TestBlobs blobs = new TestBlobs(vertx);
    final AtomicReference<HealthCheck.Health> health =
            new AtomicReference<>(HealthCheck.Health.of("node-1", true, true, Map.of("specimen", true)));
    final AtomicInteger looks = new AtomicInteger();
    public final Front front;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final boolean tls;
    private final ReconnectingRedis redis;

    public TestFront(Wish wish) {
        tls = wish.tls() != null;
        redis = new ReconnectingRedis(vertx, wish.redis());
        front = wait(Front.open(
                vertx,
                new FrontSettings(
                        "127.0.0.1",
                        0,
                        wish.tls(),
                        Set.of(ALLOWED_ORIGIN),
                        wish.rates(),
                        wish.proxies(),
                        wish.metrics(),
                        wish.limits(),
                        wish.sockets()),
                List.of(Specimen.SPECIMEN),
                new FrontParts(
                        bus,
                        tokens,
                        new KeyedHash("a secret of at least thirty-two characters", "test"),
                        redis,
                        blobs,
                        live,
                        meters,
                        () -> {
                            looks.incrementAndGet();
                            return Future.succeededFuture(health.get());
                        },
                        null)));
    }

    public static TestFront usual() {
        return new TestFront(Wish.usual());
    }

    public int port() {
        return front.port();
    }

    URI uri(String path) {
        return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port() + path);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = to(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> bytes(String path, String... headers) {
        HttpRequest.Builder request = to(path);
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
                to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The result of a future, for a test that has nothing else to do. */
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
        wait(front.close());
        wait(vertx.close());
    }
}
