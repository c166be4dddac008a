package io.busbar.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Answer;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.json.RequestReader;
import io.busbar.data.KeyedHash;
import io.busbar.http.call.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One operation as the front serves it, prepared once: who is it, may they go on, what do they ask, ask the bus, answer. Most requests
 * pass all of that in one go on the event loop; the only wait is for the bus.
 */
final class Endpoint {
    private static final int LONGEST = 1_000;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FrontContext site;
    private final Pipeline<?, ?> pipeline;
    private final FrontMetrics.Latency latency;

    private Endpoint(FrontContext site, Pipeline<?, ?> pipeline) {
        this.site = site;
        this.pipeline = pipeline;
        this.latency = site.meters().latency(pipeline.operation.name());
    }

    static <I, O> Endpoint of(FrontContext site, Operation<I, O> operation, Bus bus, BlobStore blobs) {
        RequestReader<I> reader = RequestReader.of(operation);
        return new Endpoint(
                site,
                new Pipeline<>(
                        operation,
                        reader,
                        BodyReader.of(operation, reader, blobs),
                        Rendering.of(operation.answer(), blobs),
                        bus,
                        site.fingerprints()));
    }

    private record Pipeline<I, O>(
            Operation<I, O> operation,
            RequestReader<I> reader,
            BodyReader body,
            Rendering rendering,
            Bus bus,
            KeyedHash fingerprints) {

        void read(Exchange exchange, Map<String, String> path, Consumer<Runnable> admitted) {
            MultiMap query = Query.parse(exchange.request.query());
            String key = operation.keyed() ? IdempotencyKey.read(exchange.request.headers()) : null;
            body.read(
                    exchange,
                    reader.parameters(path, query),
                    request -> admitted.accept(() -> ask(exchange, request, key)));
        }

        private Future<Found> shared(Exchange exchange, I request) {
            return exchange.traffic
                    .reads()
                    .ask(
                            new Question(operation.name(), request),
                            () -> bus.call(
                                            operation,
                                            request,
                                            exchange.caller(operation.timeLimit(), null)
                                                    .asNobody())
                                    .map(answer -> new Found(answer, JsonRendering.body(answer))));
        }

        /** What the request takes from cookies and headers, by the component that takes it. */
        private Map<String, String> besides(Exchange exchange) {
            if (reader.cookies().isEmpty() && reader.headers().isEmpty()) {
                return Map.of();
            }
            MultiMap headers = exchange.request.headers();
            String cookies = headers.get(HttpHeaders.COOKIE);
            Map<String, String> sent = new HashMap<>();
            reader.cookies()
                    .forEach((component, cookie) ->
                            keep(sent, component, exchange.cookies().read(cookie, cookies)));
            reader.headers().forEach((component, name) -> keep(sent, component, headers.get(name)));
            return sent;
        }

        private static void keep(Map<String, String> sent, String component, @Nullable String value) {
            if (value != null && value.length() <= LONGEST) {
                sent.put(component, value);
            }
        }

        private void ask(Exchange exchange, ObjectNode request, @Nullable String key) {
            I record = reader.read(request, besides(exchange));
            exchange.working(operation.timeLimit());
            if (operation.access().isAlike() && rendering instanceof JsonRendering json) {
                exchange.then(shared(exchange, record), found -> json.render(exchange, found.answer(), found.body()));
                return;
            }
            Caller caller = exchange.caller(
                    operation.timeLimit(),
                    key == null ? null : IdempotencyKey.claim(operation, key, record, fingerprints));
            exchange.then(bus.ask(operation, record, caller), reply -> {
                if (reply.replayed()) {
                    exchange.response.headers().set(HeaderNames.IDEMPOTENCY_REPLAYED, HeaderNames.TRUE);
                }
                rendering.render(exchange, reply.answer());
            });
        }
    }

    /** What is asked of which operation. */
    private record Question(String operation, Object request) {}

    /** What all are given who ask that at once. */
    private record Found(Object answer, TextBody body) {}

    String name() {
        return pipeline.operation.name();
    }

    Duration timeLimit() {
        return pipeline.operation.timeLimit();
    }

    FrontMetrics.Latency latency() {
        return latency;
    }

    /** Serves a request whose path has these parameters. */
    void serve(Exchange exchange, List<String> names, List<String> values) {
        exchange.claimedBy(this);
        RateTier tier = pipeline.operation.tier();
        exchange.then(
                site.guard().identify(exchange),
                who -> {
                    exchange.who(who);
                    site.admission().admit(exchange, tier, () -> admitted(exchange, path(names, values)));
                },
                // Guessing tokens draws on the allowance of the address.
                refusal -> site.admission().admit(exchange, tier, () -> exchange.fail(refusal)));
    }

    private void admitted(Exchange exchange, Map<String, String> path) {
        long since = System.nanoTime();
        mayCall(exchange);
        if (pipeline.operation.answer() instanceof Answer.Session) {
            site.guard().mustNotBeForeign(exchange);
        }
        pipeline.read(exchange, path, next -> stillAdmitted(exchange, since, next));
    }

    /** A body can take its time, and whose token was revoked meanwhile is not let through by a look at it from before. */
    private void stillAdmitted(Exchange exchange, long since, Runnable next) {
        if (exchange.who() instanceof Caller.Nobody || System.nanoTime() - since < LOOK_AGAIN_NANOS) {
            next.run();
            return;
        }
        exchange.then(site.guard().identify(exchange), who -> {
            exchange.who(who);
            mayCall(exchange);
            next.run();
        });
    }

    private void mayCall(Exchange exchange) {
        Access access = pipeline.operation.access();
        if (!access.isOpen() && !access.admits(exchange.caller(timeLimit(), null))) {
            boolean nobody = exchange.who() instanceof Caller.Nobody;
            throw Failure.of(nobody ? FailureCode.UNAUTHORIZED : FailureCode.FORBIDDEN);
        }
    }

    private static Map<String, String> path(List<String> names, List<String> values) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, String> path = LinkedHashMap.newLinkedHashMap(names.size());
        for (int i = 0; i < names.size(); i++) {
            Query.refuseNul(names.get(i), values.get(i));
            path.put(names.get(i), values.get(i));
        }
        return path;
    }
}
