import io.busbar.bus.Role;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.data.Database;
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
 * Opens thousands of sockets on one node, each of a person of its own: all the professionals, and customers. Books on the customers' behalf
 * at a steady rate and measures how long it takes from the writing of each event until it is at the socket of whom it is for; then kills
 * the node, and waits until everybody is back on the other one with nothing missing.
 *
 * <p>Arguments: database URI, JWT secret, port and process of the node, port of the other, file of professionals, sockets, bookings per
 * second, seconds.
 */
public final class Sockets {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient sockets =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1_000_000).setConnectTimeout(30_000));
    private final HttpClient http =
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(32));
    private final List<Person> people = new ArrayList<>();
    private final List<Person> customers = new ArrayList<>();
    private final Queue<Long> pushes = new ConcurrentLinkedQueue<>();
    private final Map<String, Booked> bookings = new ConcurrentHashMap<>();
    private final AtomicInteger booked = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<String> professionals;
    private final String service;
    private volatile int port;

    /** One booking on its way, in nanoseconds: when it was asked for, and when its customer's socket heard of it, each 0 until then. */
    private record Booked(long asked, long heard) {
        Booked and(Booked other) {
            return new Booked(asked + other.asked, heard + other.heard);
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
        bench.enrol(args[0], args[1], count);

        // They have all been on the other node before, as it would have served others for a while; it will not know the tokens that they
        // come back with.
        bench.port = other;
        bench.connectAll().await();
        bench.port = first;
        long empty = memory(process);
        bench.people.forEach(person -> person.back = Promise.promise());
        long opening = System.nanoTime();
        bench.people.forEach(Person::leave);
        bench.allBack().await();
        System.out.printf("%d sockets moved to a node that has just started in %.1f s%n", count, secondsSince(opening));
        long full = memory(process);
        System.out.printf("%.1f KB of the node's heap each%n", (full - empty) / 1024.0 / count);

        bench.book(rate, 90); // until it is compiled
        bench.until(bench::isQuiet);
        bench.bookings.clear();
        bench.pushes.clear();
        long begun = System.nanoTime();
        bench.book(rate, seconds);
        bench.report(secondsSince(begun));

        int before = bench.booked.get();
        Thread going = Thread.ofPlatform().start(() -> bench.book(100, 10));
        bench.until(() -> bench.booked.get() > before + 100);
        bench.people.forEach(person -> person.back = Promise.promise());
        bench.port = other;
        bench.people.forEach(person -> person.token = person.nextToken);
        long killed = System.nanoTime();
        new ProcessBuilder("kill", "-9", Long.toString(process)).start().waitFor();
        bench.allBack().await();
        System.out.printf("after kill -9: all %d back on the other node in %.1f s%n", count, secondsSince(killed));
        going.join();
        bench.until(bench::isQuiet);
        System.out.printf(
                "%d bookings in all, %d refused while the node died, %d registrations asked to try again; cursors missing or repeated: %d%n",
                bench.booked.get(), bench.failed.get(), bench.refused.get(), bench.people.stream().mapToInt(person -> person.gaps).sum());
        System.exit(0);
    }

    private void enrol(String uri, String secret, int count) {
        if (count <= professionals.size()) {
            throw new IllegalArgumentException("there are " + professionals.size() + " professionals: more sockets, please");
        }
        Database database = new Database(vertx, PgConnectOptions.fromUri(uri));
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new CompositeMeterRegistry());
        KeyRing ring = KeyRing.open(vertx, database, outbox.changes(), secret).await();
        for (int i = 0; i < count; i++) {
            boolean professional = i < professionals.size();
            UUID id = professional ? UUID.fromString(professionals.get(i)) : UUID.randomUUID();
            TokenGrant grant = new TokenGrant(id, professional ? Role.PROFESSIONAL : Role.CUSTOMER, "bench", 0);
            people.add(new Person(
                    i, id, ring.sign(grant, Duration.ofMinutes(59)), ring.sign(grant, Duration.ofMinutes(58))));
        }
        customers.addAll(people.subList(professionals.size(), count));
    }

    private Future<?> connectAll() {
        Semaphore doors = new Semaphore(100);
        List<Future<?>> all = new ArrayList<>();
        for (Person person : people) {
            doors.acquireUninterruptibly();
            all.add(person.connect().onComplete(done -> doors.release()));
        }
        vertx.setPeriodic(25_000, tick -> people.forEach(Person::ping));
        return Future.all(all);
    }

    private Future<?> allBack() {
        return Future.all(people.stream().map(person -> person.back.future()).toList());
    }

    /** Books at this rate, each for another customer and at an hour of its own; returns when the time is over. */
    private void book(int rate, int seconds) {
        long start = System.nanoTime();
        for (int i = 0; i < rate * seconds; i++) {
            sleepUntil(start + i * 1_000_000_000L / rate);
            book(customers.get(ThreadLocalRandom.current().nextInt(customers.size())));
        }
    }

    /** Parking may end early; late, it makes up for with the next. */
    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void book(Person customer) {
        int n = booked.incrementAndGet();
        int hour = n / professionals.size();
        JsonObject body = new JsonObject()
                .put("professionalId", professionals.get(n % professionals.size()))
                .put("service", service)
                .put("date", LocalDate.now().plusDays(2 + hour / 24).toString())
                .put("time", "%02d:00".formatted(hour % 24));
        long asked = System.nanoTime();
        underWay.incrementAndGet();
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
                .onSuccess(id -> bookings.merge(id, new Booked(asked, 0), Booked::and))
                .onComplete(done -> underWay.decrementAndGet())
                .onFailure(cause -> {
                    if (failed.incrementAndGet() == 1) {
                        System.out.println("(" + cause.getMessage() + ")");
                    }
                });
    }

    /** Every request is answered, and every booking was heard of. */
    private boolean isQuiet() {
        return underWay.get() == 0 && bookings.values().stream().allMatch(booking -> booking.heard != 0);
    }

    private void report(double seconds) {
        double asked = bookings.size() / seconds;
        until(this::isQuiet);
        long[] whole = bookings.values().stream()
                .filter(it -> it.asked != 0) // else its answer was lost
                .mapToLong(it -> it.heard - it.asked).sorted().toArray();
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
            if (secondsSince(since) > LONGEST.toSeconds()) {
                throw new IllegalStateException("waited too long");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** What the process' heap holds after a collection, in bytes. */
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

    /** One browser. */
    private final class Person {
        final int number;
        final UUID id;
        final String nextToken;
        volatile String token;
        volatile Promise<Void> back = Promise.promise();
        volatile WebSocket socket;
        volatile long cursor;
        volatile int gaps;

        Person(int number, UUID id, String token, String nextToken) {
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
                    // The node takes our word for it, or 200 sockets would be all that one address gets.
                    .addHeader("X-Forwarded-For", "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
            return sockets.connect(options)
                    .compose(open -> {
                        socket = open;
                        open.textMessageHandler(this::hear);
                        open.closeHandler(gone -> again());
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
                    .onFailure(cause -> again())
                    .compose(sent -> back.future());
        }

        /** As a client would: after a moment that is not everybody's. */
        private void again() {
            vertx.setTimer(ThreadLocalRandom.current().nextInt(50, 1_000), now -> connect());
        }

        void leave() {
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

        private void hear(String text) {
            JsonObject frame = new JsonObject(text);
            JsonObject body = frame.getJsonObject("body");
            if (!"rec".equals(frame.getString("type"))) {
                if (refused.incrementAndGet() == 1) {
                    System.out.println("(" + text + ")");
                }
                leave(); // and again, as a client would
                return;
            }
            String type = body.getString("type");
            if (type.equals("system:ready")) {
                back.tryComplete();
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
                bookings.merge(body.getJsonObject("data").getString("bookingId"), new Booked(0, System.nanoTime()), Booked::and);
            }
        }
    }
}
