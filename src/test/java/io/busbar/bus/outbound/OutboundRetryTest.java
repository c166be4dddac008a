package io.busbar.bus.outbound;

import static io.busbar.bus.outbound.OutboundFixture.error;
import static io.busbar.bus.outbound.OutboundFixture.get;
import static io.busbar.bus.outbound.OutboundFixture.send;
import static io.busbar.bus.outbound.OutboundFixture.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.RequestContext;
import io.busbar.bus.outbound.OutboundError.CircuitOpen;
import io.busbar.bus.outbound.OutboundError.NotConnected;
import io.busbar.testing.UsesServers;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests are repeated, when, and when a host is left alone. */
@UsesServers
class OutboundRetryTest {
    private final OutboundFixture fixture = new OutboundFixture();
    private final List<Instant> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile int failureStatus = 503;
    private volatile String retryAfter = "";

    /** Fails as often as {@link #failures} says, and then responds with what it got. */
    private final String server = fixture.serve(request -> {
        requests.add(Instant.now());
        request.body().onSuccess(body -> {
            if (failures.getAndDecrement() > 0) {
                if (!retryAfter.isEmpty()) {
                    request.response().putHeader("Retry-After", retryAfter);
                }
                request.response().setStatusCode(failureStatus).end();
            } else {
                request.response().end(body);
            }
        });
    });

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void send_idempotentRequest_isRepeatedUntilItSucceeds() {
        failures.set(2);

        assertThat(get(fixture.users(), server).status()).isEqualTo(200);
        assertThat(requests).hasSize(3);
        assertThat(fixture.registry.get("busbar.outbound.retries").counter().count())
                .isEqualTo(2);
        assertThat(fixture.registry
                        .get("busbar.outbound.requests")
                        .tags("target", "users", "method", "GET", "outcome", "2xx")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void send_requestThatMayNotBeRepeated_returnsTheFirstResponse() {
        failures.set(1);

        assertThat(send(fixture.users(), OutboundRequest.post(server)).status()).isEqualTo(503);
        assertThat(requests).hasSize(1);
    }

    @Test
    void send_withIdempotencyKeyAndBody_isRepeatedWithBoth() {
        failures.set(1);
        OutboundRequest charge = OutboundRequest.post(server)
                .body(Buffer.buffer("amount=5"), "application/x-www-form-urlencoded")
                .idempotencyKey("Idempotency-Key", "charge-1");

        assertThat(send(fixture.users(), charge).body().toString()).isEqualTo("amount=5");
        assertThat(requests).hasSize(2);
    }

    @Test
    void send_ifNothingListens_isRepeatedWhateverItsMethod() {
        String nowhere = "http://" + OutboundFixture.OTHER_PUBLIC + ":1/";

        assertThat(error(start(fixture.users(), OutboundRequest.post(nowhere)))).isInstanceOf(NotConnected.class);
        assertThat(fixture.registry.get("busbar.outbound.retries").counter().count())
                .isEqualTo(2);
    }

    @Test
    void send_withClientError_isNotRepeated() {
        failures.set(1);
        failureStatus = 404;

        assertThat(get(fixture.users(), server).status()).isEqualTo(404);
        assertThat(requests).hasSize(1);
    }

    @Test
    void send_withRetryAfterInSeconds_waitsAsLong() {
        failures.set(1);
        failureStatus = 429;
        retryAfter = "1";

        assertThat(get(fixture.users(), server).status()).isEqualTo(200);
        assertThat(Duration.between(requests.getFirst(), requests.getLast()))
                .isBetween(Duration.ofMillis(990), Duration.ofSeconds(10));
    }

    @Test
    void send_withRetryAfterAsDate_waitsUntilThen() {
        Instant date = Instant.now().plusSeconds(3);
        failures.set(1);
        retryAfter = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));

        assertThat(get(fixture.users(), server).status()).isEqualTo(200);
        assertThat(requests.getLast()).isAfterOrEqualTo(Instant.ofEpochSecond(date.getEpochSecond()));
    }

    @Test
    void send_withRetryAfterBeyondTheDeadline_returnsTheResponseAtOnce() {
        failures.set(1);
        retryAfter = "3600";
        Instant begun = Instant.now();

        assertThat(get(fixture.users(), server).status()).isEqualTo(503);
        assertThat(requests).hasSize(1);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void send_untilTheDeadlineOfTheCaller_isNotRepeatedBeyondIt() {
        failures.set(Integer.MAX_VALUE);
        OutboundClient client = fixture.users(OutboundLimits.defaults().withMaxAttempts(1000));
        RequestContext soon = RequestContext.system("test", Duration.ofSeconds(1));

        assertThat(client.send(OutboundRequest.get(server), soon).await().status())
                .isEqualTo(503);
        assertThat(requests).hasSizeBetween(2, 1000);
        assertThat(requests.getLast()).isBefore(soon.deadline());
    }

    @Test
    void send_toHostThatFails_isRefusedUntilTrialsSucceed() {
        failures.set(10);
        failureStatus = 500;
        HostLimits perHost = new HostLimits(16, 64, Duration.ofMillis(500));
        OutboundClient client = fixture.users(OutboundLimits.defaults().withPerHost(perHost));
        String other = "http://" + OutboundFixture.OTHER_PUBLIC + ":"
                + fixture.listen(
                                OutboundFixture.OTHER_PUBLIC,
                                request -> request.response().end())
                        .actualPort();

        for (int i = 0; i < 10; i++) {
            assertThat(get(client, server).status()).isEqualTo(500);
        }

        OutboundError open = error(client, server);
        assertThat(open).isInstanceOf(CircuitOpen.class);
        assertThat(open.toFailure().retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(requests).hasSize(10);
        assertThat(openCircuits()).isEqualTo(1);
        assertThat(get(client, other).status()).isEqualTo(200);
        Awaitility.await()
                .ignoreExceptionsInstanceOf(OutboundException.class)
                .until(() -> get(client, server).status() == 200);
        assertThat(openCircuits()).isZero();
        assertThat(get(client, server).status()).isEqualTo(200);
        assertThat(get(client, server).status()).isEqualTo(200);
    }

    private double openCircuits() {
        return fixture.registry.get("busbar.outbound.circuits.open").gauge().value();
    }
}
