package io.busbar.http;

import io.busbar.bus.Bus;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Download;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.Reply;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.TextContent;
import io.busbar.data.Upload;
import io.busbar.data.listing.Page;
import io.busbar.http.SampleOperations.Applied;
import io.busbar.http.SampleOperations.Thing;
import io.busbar.http.SampleOperations.WhoAmI;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/** Handles the sample operations. Every response completes on another thread than the caller, the hardest case for the frontend. */
public final class SampleBus implements Bus {
    public static final UUID ID = UUID.fromString("0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11");

    /** Requests that reached a handler, newest last. */
    public final ConcurrentLinkedQueue<Object> requests = new ConcurrentLinkedQueue<>();

    /** Completing this promise lets the waiting operation respond. */
    public final Promise<Void> waitGate = Promise.promise();

    public final ConcurrentLinkedQueue<RequestContext> requestContexts = new ConcurrentLinkedQueue<>();
    private final Map<String, BiFunction<Object, RequestContext, Future<?>>> handlers = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final Context otherContext;

    SampleBus(Vertx vertx) {
        otherContext = vertx.getOrCreateContext();
        handle(SampleOperations.LIST, (request, requestContext) -> {
            List<Thing> things = java.util.stream.IntStream.range(
                            0, Objects.requireNonNullElse(request.page().limit(), 2))
                    .mapToObj(i -> new Thing(ID, "thing " + i + " that compresses well, well, well", i))
                    .toList();
            return new Page<>(things, "last".equals(request.page().cursor()) ? null : "a/b+c=", 7L)
                    .withCount(SampleOperations.UNREAD, 3);
        });
        handle(SampleOperations.GET, (request, requestContext) -> new Thing(request.id(), "one", 1));
        handle(
                SampleOperations.START,
                (request, requestContext) -> new JobDetails(
                        ID,
                        "specimen.export",
                        JobStatus.QUEUED,
                        0L,
                        null,
                        null,
                        null,
                        null,
                        false,
                        OffsetDateTime.parse("2026-11-20T09:30:00Z"),
                        null,
                        null,
                        null));
        handle(SampleOperations.SPECIAL, (request, requestContext) -> new TextContent("special, not a parameter"));
        handle(SampleOperations.MAKE, (request, requestContext) -> new Thing(ID, request.name(), request.count()));
        handle(SampleOperations.CHANGE, (request, requestContext) -> new Thing(request.id(), request.name(), 0));
        handle(SampleOperations.DELETE, (request, requestContext) -> Empty.INSTANCE);
        handle(
                SampleOperations.BULK,
                (request, requestContext) -> new ListResult<>(request.things().stream()
                        .map(thing -> new Thing(ID, thing.name(), thing.count()))
                        .toList()));
        handle(
                SampleOperations.RAW,
                (request, requestContext) -> new TextContent(request.label() + ":" + request.bytes().length));
        handle(
                SampleOperations.APPLY,
                (request, requestContext) -> new Applied(
                        request.title(),
                        request.count(),
                        request.photo(),
                        request.more() == null ? List.of() : request.more()));
        handle(SampleOperations.STORE, (request, requestContext) -> request.content());
        handle(SampleOperations.STORE_QUICKLY, (request, requestContext) -> request.content());
        handle(
                SampleOperations.FETCH,
                (request, requestContext) -> new Download(
                        new Upload(
                                ID,
                                "fünf \"quotes\".html",
                                request.type() == null ? "text/html" : request.type(),
                                (long) request.megabytes() << 20,
                                ""),
                        Boolean.TRUE.equals(request.save())));
        handle(
                SampleOperations.BYTES,
                (request, requestContext) -> new BinaryContent("image/png", new byte[] {1, 2, 3}));
        handle(
                SampleOperations.REDIRECT,
                (request, requestContext) -> new Redirect(URI.create("https://example.org/ü")));
        handle(
                SampleOperations.SIGN_IN,
                (request, requestContext) -> new SessionChange<>(
                        new Thing(ID, request.device() == null ? request.name() : request.device(), 1),
                        new SessionChange.SetCookies(
                                TestTokens.customer(), Duration.ofHours(1), "refresh.me", Duration.ofDays(7), null)));
        handle(
                SampleOperations.SIGN_OUT,
                (request, requestContext) ->
                        new SessionChange<>(new Thing(ID, "bye", 0), new SessionChange.ClearCookies()));
        handle(SampleOperations.ME, (request, requestContext) -> whoAmI(requestContext));
        handlers.put(
                SampleOperations.WAIT.name(),
                (request, requestContext) -> waitGate.future().map(v -> new TextContent("at last")));
        handle(SampleOperations.OPTIONAL_ME, (request, requestContext) -> whoAmI(requestContext));
        handlers.put(
                SampleOperations.NEVER.name(),
                (request, requestContext) -> Promise.promise().future());
        handlers.put(
                SampleOperations.BROKEN.name(),
                (request, requestContext) ->
                        Future.failedFuture(new IllegalStateException("select secret from vault")));
    }

    private static WhoAmI whoAmI(RequestContext requestContext) {
        return new WhoAmI(
                switch (requestContext.principal()) {
                    case RequestContext.UserPrincipal user -> user.role().name();
                    case RequestContext.AnonymousPrincipal anonymous -> "nobody";
                    case RequestContext.SystemPrincipal systemPrincipal -> systemPrincipal.name();
                },
                requestContext.ip(),
                requestContext.requestId(),
                requestContext.traceparent());
    }

    private <I, O> void handle(Operation<I, O> operation, BiFunction<I, RequestContext, O> handler) {
        @SuppressWarnings("unchecked") // each handler only gets requests of its own operation
        BiFunction<Object, RequestContext, Future<?>> untyped =
                (request, requestContext) -> Future.succeededFuture(handler.apply((I) request, requestContext));
        handlers.put(operation.name(), untyped);
    }

    /** Returns the last request that reached a handler. */
    public Object lastRequest() {
        return requests.stream().reduce((before, after) -> after).orElseThrow();
    }

    public RequestContext lastRequestContext() {
        return requestContexts.stream().reduce((before, after) -> after).orElseThrow();
    }

    @Override
    public <I, O> Future<Reply<O>> callForReply(Operation<I, O> operation, I request, RequestContext requestContext) {
        requests.add(request);
        requestContexts.add(requestContext);
        Promise<Reply<O>> promise = Promise.promise();
        otherContext.runOnContext(v -> {
            RequestContext.Idempotency idempotency = requestContext.idempotency();
            boolean replayed = idempotency != null && !keys.add(idempotency.key());
            @SuppressWarnings("unchecked") // on() registered the handler for this operation
            Future<O> result = (Future<O>)
                    Objects.requireNonNull(handlers.get(operation.name())).apply(request, requestContext);
            result.map(given -> new Reply<>(given, replayed)).onComplete(promise);
        });
        return promise.future();
    }
}
