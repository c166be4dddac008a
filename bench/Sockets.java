import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Opens thousands of sockets on one node, each for another user: all professionals, the rest customers. Books for the customers at a steady
 * rate and measures the time from the write of each event to its arrival at the recipient's socket. Then kills the node and waits until all
 * users are connected to the other node without a missing push.
 *
 * <p>Arguments: database URI, JWT secret, port and process ID of the node, port of the other node, file with the professionals' IDs, number
 * of sockets, bookings per second, seconds.
 */
public final class Sockets {
    private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient sockets =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1_000_000).setConnectTimeout(30_000));
    private final HttpClient http =
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(32));
    private final List<SocketUser> users = new ArrayList<>();
    private final List<SocketUser> customers = new ArrayList<>();
    private final Queue<Long> pushes = new ConcurrentLinkedQueue<>();
    private final Map<String, BookingTimes> bookings = new ConcurrentHashMap<>();
    private final AtomicInteger bookingCount = new AtomicInteger();
    private final AtomicInteger rejectedFrames = new AtomicInteger();
    private final AtomicInteger pendingRequests = new AtomicInteger();
    private final AtomicInteger failedBookings = new AtomicInteger();
    private final List<String> professionals;
    private final String service;
    private volatile int port;

    /** The {@link System#nanoTime()} of a booking's request and of its push to the customer; 0 until it is known. */
    private record BookingTimes(long requested, long pushed) {
        BookingTimes merge(BookingTimes other) {
            return new BookingTimes(requested + other.requested, pushed + other.pushed);
        }
    }

    private Sockets(int port, List<String> professionals, String service) {
        this.port = port;
        this.professionals = professionals;
        this.service = service;
    }

    public static void main(String[] args) throws Exception {
        int first = Integer.parseInt(args[2]);
        long process = Long.parseLong(args[3]);
        int other = Integer.parseInt(args[4]);
        int count = Integer.parseInt(args[6]);
        int rate = Integer.parseInt(args[7]);
        int seconds = Integer.parseInt(args[8]);
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> {
            cause.printStackTrace();
            System.exit(1);
        });
        Sockets bench = new Sockets(first, Files.readAllLines(Path.of(args[5])), "Service number 17");
        bench.createUsers(args[0], args[1], count);

        // All users connect to the other node first, so that it is warm when they fail over to it. They return with new tokens, which that
        // node has to verify.
        bench.port = other;
        bench.connectAll().await();
        bench.port = first;
        long empty = memory(process);
        bench.users.forEach(user -> user.ready = Promise.promise());
        long opening = System.nanoTime();
        bench.users.forEach(SocketUser::disconnect);
        bench.allReconnected().await();
        System.out.printf("%d sockets moved to a node that has just started in %.1f s%n", count, secondsSince(opening));
        long full = memory(process);
        System.out.printf("%.1f KB of the node's heap each%n", (full - empty) / 1024.0 / count);

        bench.book(rate, 90); // warms up the JIT compiler
        bench.until(bench::isQuiet);
        bench.bookings.clear();
        bench.pushes.clear();
        long begun = System.nanoTime();
        bench.book(rate, seconds);
        bench.report(secondsSince(begun));

        int before = bench.bookingCount.get();
        Thread bookingThread = Thread.ofPlatform().start(() -> bench.book(100, 10));
        bench.until(() -> bench.bookingCount.get() > before + 100);
        bench.users.forEach(user -> user.ready = Promise.promise());
        bench.port = other;
        bench.users.forEach(user -> user.token = user.nextToken);
        long killed = System.nanoTime();
        new ProcessBuilder("kill", "-9", Long.toString(process)).start().waitFor();
        bench.allReconnected().await();
        System.out.printf("after kill -9: all %d back on the other node in %.1f s%n", count, secondsSince(killed));
        bookingThread.join();
        bench.until(bench::isQuiet);
        System.out.printf(
                "%d bookings in all, %d refused while the node died, %d registrations asked to try again; cursors missing or repeated: %d%n",
                bench.bookingCount.get(), bench.failedBookings.get(), bench.rejectedFrames.get(), bench.users.stream().mapToInt(user -> user.gaps).sum());
        System.exit(0);
    }

    private void createUsers(String uri, String secret, int count) {
        if (count <= professionals.size()) {
            throw new IllegalArgumentException("there are " + professionals.size() + " professionals: more sockets, please");
        }
        Database database = new Database(vertx, PgConnectOptions.fromUri(uri));
        TransactionalOutbox outbox =
                new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new CompositeMeterRegistry());
        KeyRing ring = KeyRing.open(vertx, database, outbox.changes(), DeploymentSecrets.of(secret)).await();
        for (int i = 0; i < count; i++) {
            boolean professional = i < professionals.size();
            UUID id = professional ? UUID.fromString(professionals.get(i)) : UUID.randomUUID();
            TokenGrant grant = new TokenGrant(id, professional ? UserRole.PROFESSIONAL.role() : UserRole.CUSTOMER.role(), "bench", 0);
            users.add(new SocketUser(
                    i, id, ring.sign(grant, Duration.ofMinutes(59)), ring.sign(grant, Duration.ofMinutes(58))));
        }
        customers.addAll(users.subList(professionals.size(), count));
    }

    private Future<?> connectAll() {
        Semaphore permits = new Semaphore(100);
        List<Future<?>> all = new ArrayList<>();
        for (SocketUser user : users) {
            permits.acquireUninterruptibly();
            all.add(user.connect().onComplete(done -> permits.release()));
        }
        vertx.setPeriodic(25_000, tick -> users.forEach(SocketUser::ping));
        return Future.all(all);
    }

    private Future<?> allReconnected() {
        return Future.all(users.stream().map(user -> user.ready.future()).toList());
    }

    /** Sends bookings at this rate for the given time, each for a random customer and its own hour. */
    private void book(int rate, int seconds) {
        long start = System.nanoTime();
        for (int i = 0; i < rate * seconds; i++) {
            sleepUntil(start + i * 1_000_000_000L / rate);
            book(customers.get(ThreadLocalRandom.current().nextInt(customers.size())));
        }
    }

    /** Parks until the given time. Parking may end early; a late start is caught up by the next bookings. */
    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void book(SocketUser customer) {
        int number = bookingCount.incrementAndGet();
        int hour = number / professionals.size();
        JsonObject body = new JsonObject()
                .put("professionalId", professionals.get(number % professionals.size()))
                .put("service", service)
                .put("date", LocalDate.now().plusDays(2 + hour / 24).toString())
                .put("time", "%02d:00".formatted(hour % 24));
        long asked = System.nanoTime();
        pendingRequests.incrementAndGet();
        http.request(HttpMethod.POST, port, "127.0.0.1", "/api/booking")
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("Authorization", "Bearer " + customer.token)
                        .send(body.toBuffer()))
                .compose(response -> response.body().map(answer -> {
                    if (response.statusCode() != 201) {
                        throw new IllegalStateException(answer.toString());
                    }
                    return answer.toJsonObject().getJsonObject("booking").getString("id");
                }))
                .onSuccess(id -> bookings.merge(id, new BookingTimes(asked, 0), BookingTimes::merge))
                .onComplete(done -> pendingRequests.decrementAndGet())
                .onFailure(cause -> {
                    if (failedBookings.incrementAndGet() == 1) {
                        System.out.println("(" + cause.getMessage() + ")");
                    }
                });
    }

    /** Returns whether every request is answered and every booking was pushed. */
    private boolean isQuiet() {
        return pendingRequests.get() == 0 && bookings.values().stream().allMatch(booking -> booking.pushed != 0);
    }

    private void report(double seconds) {
        double asked = bookings.size() / seconds;
        until(this::isQuiet);
        long[] whole = bookings.values().stream()
                .filter(times -> times.requested != 0) // 0 if the response was lost
                .mapToLong(times -> times.pushed - times.requested).sorted().toArray();
        long[] push = pushes.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%.0f bookings/s, %.0f pushes/s: from the write to the socket p50 %.1f ms, p99 %.1f ms;"
                        + " from the customer's request to their socket p50 %.1f ms, p99 %.1f ms%n",
                asked, push.length / seconds, at(push, 50), at(push, 99), at(whole, 50), at(whole, 99));
    }

    private static double at(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    private void until(BooleanSupplier done) {
        long since = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (secondsSince(since) > WAIT_TIMEOUT.toSeconds()) {
                throw new IllegalStateException("waited too long");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** Returns the bytes of live objects on the heap of a process, after a garbage collection. */
    private static long memory(long process) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        for (int i = 0; i < 2; i++) {
            new ProcessBuilder(jcmd, Long.toString(process), "GC.run").start().waitFor();
        }
        Process info = new ProcessBuilder(jcmd, Long.toString(process), "GC.heap_info").start();
        String text = new String(info.getInputStream().readAllBytes());
        return Arrays.stream(text.split("\n"))
                .filter(line -> line.contains("used"))
                .findFirst()
                .map(line -> Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1")) * 1024)
                .orElseThrow();
    }

    /** A user with one socket. */
    private final class SocketUser {
        final int number;
        final UUID id;
        final String nextToken;
        volatile String token;
        volatile Promise<Void> ready = Promise.promise();
        volatile WebSocket socket;
        volatile long cursor;
        volatile int gaps;

        SocketUser(int number, UUID id, String token, String nextToken) {
            this.number = number;
            this.id = id;
            this.token = token;
            this.nextToken = nextToken;
        }

        Future<Void> connect() {
            WebSocketConnectOptions options = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI("/eventbus/websocket")
                    // The node trusts this header; without it all sockets would share the limit of 200 per address.
                    .addHeader("X-Forwarded-For", "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
            return sockets.connect(options)
                    .compose(open -> {
                        socket = open;
                        open.textMessageHandler(this::onFrame);
                        open.closeHandler(gone -> reconnect());
                        return open.writeTextMessage(new JsonObject()
                                .put("type", "register")
                                .put("address", "user." + id)
                                .put(
                                        "headers",
                                        new JsonObject()
                                                .put("Authorization", "Bearer " + token)
                                                .put("cursor", Long.toString(cursor)))
                                .encode());
                    })
                    .onFailure(cause -> reconnect())
                    .compose(sent -> ready.future());
        }

        /** Reconnects after a random delay, as a client does. */
        private void reconnect() {
            vertx.setTimer(ThreadLocalRandom.current().nextInt(50, 1_000), now -> connect());
        }

        void disconnect() {
            WebSocket open = socket;
            if (open != null) {
                open.close();
            }
        }

        void ping() {
            WebSocket open = socket;
            if (open != null && !open.isClosed()) {
                open.writeTextMessage("{\"type\":\"ping\"}");
            }
        }

        private void onFrame(String text) {
            JsonObject frame = new JsonObject(text);
            JsonObject body = frame.getJsonObject("body");
            if (!"rec".equals(frame.getString("type"))) {
                if (rejectedFrames.incrementAndGet() == 1) {
                    System.out.println("(" + text + ")");
                }
                disconnect(); // the close handler reconnects, as a client does
                return;
            }
            String type = body.getString("type");
            if (type.equals("system:ready")) {
                ready.tryComplete();
                return;
            }
            Long number = body.getLong("cursor");
            if (number == null) {
                return;
            }
            if (number != cursor + 1) {
                gaps++;
            }
            cursor = number;
            pushes.add(Duration.between(Instant.parse(body.getString("at")), Instant.now()).toNanos());
            if (type.equals("booking:requested") && this.number >= professionals.size()) {
                bookings.merge(body.getJsonObject("data").getString("bookingId"), new BookingTimes(0, System.nanoTime()), BookingTimes::merge);
            }
        }
    }
}
