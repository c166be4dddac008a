import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the sign-ins and token refreshes per second of a node. All sessions refresh concurrently, each with the token of its previous
 * refresh. Fails on the first response that is not a success. Arguments: port, identifier, password, sessions, seconds.
 */
public final class Sessions {
    private final HttpClient http;
    private final int port;
    private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> successors = new ConcurrentHashMap<>();
    private final AtomicLong until = new AtomicLong();

    private Sessions(Vertx vertx, int port) {
        this.http = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(256));
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        Sessions bench = new Sessions(Vertx.vertx(), Integer.parseInt(args[0]));
        JsonObject credentials = new JsonObject().put("identifier", args[1]).put("password", args[2]);
        int sessions = Integer.parseInt(args[3]);
        int seconds = Integer.parseInt(args[4]);

        List<String> tokens = Collections.synchronizedList(new ArrayList<>());
        bench.timed(4, seconds, () -> bench.post("/api/auth/login", credentials)
                .onSuccess(answer -> tokens.add(answer.getString("refreshToken"))));
        bench.report("sign-ins", seconds);
        while (tokens.size() < sessions) {
            tokens.add(bench.post("/api/auth/login", credentials).await().getString("refreshToken"));
        }
        for (String round : List.of("warming up", "refreshes of " + sessions + " sessions")) {
            bench.start(seconds);
            Future.all(tokens.subList(0, sessions).stream().map(bench::refreshUntilEnd).toList()).await();
            if (!round.equals("warming up")) {
                bench.report(round, seconds);
            }
            tokens.replaceAll(token -> bench.successors.getOrDefault(token, token));
        }
        System.exit(0);
    }

    /** Refreshes one session repeatedly until the time is over. */
    private Future<?> refreshUntilEnd(String first) {
        return refresh(first).compose(last -> {
            successors.put(first, last);
            return Future.succeededFuture();
        });
    }

    private Future<String> refresh(String token) {
        if (System.nanoTime() >= until.get()) {
            return Future.succeededFuture(token);
        }
        return post("/api/auth/refresh", new JsonObject().put("refreshToken", token))
                .compose(answer -> refresh(answer.getString("refreshToken")));
    }

    private interface Work {
        Future<?> run();
    }

    private void timed(int concurrency, int seconds, Work work) {
        start(seconds);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            all.add(repeat(work));
        }
        Future.all(all).await();
    }

    private Future<?> repeat(Work work) {
        return System.nanoTime() >= until.get() ? Future.succeededFuture() : work.run().compose(done -> repeat(work));
    }

    private void start(int seconds) {
        times.clear();
        until.set(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    private Future<JsonObject> post(String path, JsonObject body) {
        long begin = System.nanoTime();
        return http.request(HttpMethod.POST, port, "127.0.0.1", path)
                .compose(request -> request.putHeader("Content-Type", "application/json").send(body.toBuffer()))
                .compose(response -> response.body().map(answer -> {
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException(path + " answered " + response.statusCode() + " " + answer);
                    }
                    times.add(System.nanoTime() - begin);
                    return answer.toJsonObject();
                }));
    }

    private void report(String name, int seconds) {
        List<Long> sorted = times.stream().sorted().toList();
        System.out.printf(
                "%s: %.1f/s, p50 %.1f ms, p99 %.1f ms%n",
                name,
                sorted.size() / (double) seconds,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)) / 1e6);
    }
}
