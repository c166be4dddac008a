package io.busbar.http;

import io.busbar.bus.Bus;
import io.busbar.bus.Bytes;
import io.busbar.bus.Caller;
import io.busbar.bus.Download;
import io.busbar.bus.Items;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.Redirect;
import io.busbar.bus.Reply;
import io.busbar.bus.SessionChange;
import io.busbar.bus.Text;
import io.busbar.bus.Upload;
import io.busbar.http.Specimen.Applied;
import io.busbar.http.Specimen.Thing;
import io.busbar.http.Specimen.Who;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/**
 * Answers the specimen operations. Each answer comes from another thread than the one that asked, which is the hardest a bus can do to
 * the front.
 */
public final class SpecimenBus implements Bus {
    public static final UUID ID = UUID.fromString("0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11");

    /** Everything that got through to a handler, newest last. */
    public final ConcurrentLinkedQueue<Object> requests = new ConcurrentLinkedQueue<>();

    /** Completing it lets the waiting operation answer. */
    public final Promise<Void> gate = Promise.promise();

    public final ConcurrentLinkedQueue<Caller> callers = new ConcurrentLinkedQueue<>();
    private final Map<String, BiFunction<Object, Caller, Future<?>>> handlers = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Context elsewhere;

    SpecimenBus(Vertx vertx) {
        elsewhere = vertx.getOrCreateContext();
        on(Specimen.LIST, (request, caller) -> {
            List<Thing> things = java.util.stream.IntStream.range(0, request.limit() == null ? 2 : request.limit())
                    .mapToObj(i -> new Thing(ID, "thing " + i + " that compresses well, well, well", i))
                    .toList();
            return new Page<>(things, "last".equals(request.cursor()) ? null : "a/b+c=", 7L);
        });
        on(Specimen.GET, (request, caller) -> new Thing(request.id(), "one", 1));
        on(Specimen.SPECIAL, (request, caller) -> new Text("special, not a parameter"));
        on(Specimen.MAKE, (request, caller) -> new Thing(ID, request.name(), request.count()));
        on(Specimen.CHANGE, (request, caller) -> new Thing(request.id(), request.name(), 0));
        on(Specimen.DELETE, (request, caller) -> Nothing.NOTHING);
        on(
                Specimen.BULK,
                (request, caller) -> new Items<>(request.things().stream()
                        .map(thing -> new Thing(ID, thing.name(), thing.count()))
                        .toList()));
        on(Specimen.RAW, (request, caller) -> new Text(request.label() + ":" + request.bytes().length));
        on(
                Specimen.APPLY,
                (request, caller) -> new Applied(
                        request.title(),
                        request.count(),
                        request.photo(),
                        request.more() == null ? List.of() : request.more()));
        on(Specimen.STORE, (request, caller) -> request.content());
        on(
                Specimen.FETCH,
                (request, caller) -> new Download(
                        new Upload(
                                ID,
                                "fünf \"quotes\".html",
                                request.type() == null ? "text/html" : request.type(),
                                (long) request.megabytes() << 20,
                                ""),
                        Boolean.TRUE.equals(request.save())));
        on(Specimen.BYTES, (request, caller) -> new Bytes("image/png", new byte[] {1, 2, 3}));
        on(Specimen.ELSEWHERE, (request, caller) -> new Redirect(URI.create("https://example.org/ü")));
        on(
                Specimen.SIGN_IN,
                (request, caller) -> new SessionChange<>(
                        new Thing(ID, request.device() == null ? request.name() : request.device(), 1),
                        new SessionChange.Opened(
                                TestTokens.customer(), Duration.ofHours(1), "refresh.me", Duration.ofDays(7), null)));
        on(
                Specimen.SIGN_OUT,
                (request, caller) -> new SessionChange<>(new Thing(ID, "bye", 0), new SessionChange.Closed()));
        on(Specimen.ME, (request, caller) -> who(caller));
        handlers.put(Specimen.WAIT.name(), (request, caller) -> gate.future().map(v -> new Text("at last")));
        on(Specimen.ANYBODY, (request, caller) -> who(caller));
        handlers.put(
                Specimen.NEVER.name(), (request, caller) -> Promise.promise().future());
        handlers.put(
                Specimen.BROKEN.name(),
                (request, caller) -> Future.failedFuture(new IllegalStateException("select secret from vault")));
    }

    private static Who who(Caller caller) {
        return new Who(
                switch (caller.who()) {
                    case Caller.User user -> user.role().wireName();
                    case Caller.Nobody nobody -> "nobody";
                    case Caller.Program program -> program.name();
                },
                caller.ip(),
                caller.requestId(),
                caller.trace());
    }

    private <I, O> void on(Operation<I, O> operation, BiFunction<I, Caller, O> handler) {
        @SuppressWarnings("unchecked") // ask gives the handler of an operation that operation's requests
        BiFunction<Object, Caller, Future<?>> untyped =
                (request, caller) -> Future.succeededFuture(handler.apply((I) request, caller));
        handlers.put(operation.name(), untyped);
    }

    /** The last request that a handler saw. */
    Object last() {
        return requests.stream().reduce((before, after) -> after).orElseThrow();
    }

    Caller lastCaller() {
        return callers.stream().reduce((before, after) -> after).orElseThrow();
    }

    @Override
    public <I, O> Future<Reply<O>> ask(Operation<I, O> operation, I request, Caller caller) {
        requests.add(request);
        callers.add(caller);
        Promise<Reply<O>> promise = Promise.promise();
        elsewhere.runOnContext(v -> {
            Caller.Idempotency claim = caller.idempotency();
            boolean replayed = claim != null && !keys.add(claim.key());
            @SuppressWarnings("unchecked") // on() put it there for this operation
            Future<O> answer = (Future<O>)
                    Objects.requireNonNull(handlers.get(operation.name())).apply(request, caller);
            answer.map(given -> new Reply<>(given, replayed)).onComplete(promise);
        });
        return promise.future();
    }
}
