package io.busbar.node;

import static io.busbar.bus.Access.anyone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Event;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.jobs.Job;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A service whose start or stop fails on a running node. */
@UsesServers
class FailingServiceStartTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Contract FLAKY =
            Contract.of("flaky", "Starts at times.").holdsNoPersonalData();
    private static final Event<Id> HAPPENED = FLAKY.event("happened", "Something happened.", Id.class);
    private static final Job<Id> WORK = FLAKY.job("work", "Does nothing.", Id.class);
    private static final Operation<Empty, Empty> ASK =
            FLAKY.get("ask", "/flaky").summary("Ask").allow(anyone()).returnsEmpty();

    private final AtomicBoolean failing = new AtomicBoolean(true);
    private final AtomicBoolean failingToStop = new AtomicBoolean();

    private final class FlakyVerticle extends ServiceVerticle {
        FlakyVerticle(ServiceContext serviceContext) {
            super(FLAKY, serviceContext);
        }

        @Override
        protected void configure() {
            subscribe(new Subscriber("flaky.happenings").on(HAPPENED, (tx, envelope) -> Future.succeededFuture()));
            run(WORK, (tx, run) -> Future.succeededFuture(run.done()));
            if (!failing.get()) {
                on(ASK, (request, call) -> Future.succeededFuture(Empty.INSTANCE));
            }
        }

        @Override
        protected Future<?> onStop() {
            return failingToStop.get()
                    ? Future.failedFuture(new IllegalStateException("can't release"))
                    : Future.succeededFuture();
        }
    }

    @Test
    void start_thatFails_leavesNothingBehind() {
        try (TestNode node =
                AddedService.startNode(Map.of("SERVICES", "catalog"), new AddedService(FLAKY, FlakyVerticle::new))) {
            Throwable cause = catchThrowable(() -> start(node));

            assertThat(cause).hasMessage("flaky.ask has no handler");
            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(503);
            assertThat(node.count("bus.subscription where subscriber = 'flaky.happenings'"))
                    .isZero();

            failing.set(false);
            start(node);

            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(204);
            assertThat(node.count("bus.subscription where subscriber = 'flaky.happenings'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void start_withErrorInTheCodeOfTheService_failsAndCanBeRepeated() {
        AtomicBoolean broken = new AtomicBoolean(true);
        failing.set(false);
        AddedService added = new AddedService(FLAKY, serviceContext -> {
            if (broken.get()) {
                throw new NoClassDefFoundError("a class of the service");
            }
            return new FlakyVerticle(serviceContext);
        });
        try (TestNode node = AddedService.startNode(Map.of("SERVICES", "catalog"), added)) {
            assertThat(catchThrowable(() -> start(node))).isNotNull();
            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(503);

            broken.set(false);
            start(node);

            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(204);
        }
    }

    @Test
    void stop_ofServiceThatCannotRelease_endsItAndAllowsNewStart() {
        failing.set(false);
        try (TestNode node =
                AddedService.startNode(Map.of("SERVICES", "catalog"), new AddedService(FLAKY, FlakyVerticle::new))) {
            start(node);
            failingToStop.set(true);

            stop(node);
            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(503);

            failingToStop.set(false);
            stop(node);
            start(node);
            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(204);
            stop(node);
            assertThat(node.uncheckedApi().get("/api/flaky").status()).isEqualTo(503);
        }
    }

    private static void start(TestNode node) {
        TestFutures.get(node.nodeServices().start(node.id(), FLAKY.service()), TIMEOUT);
    }

    private static void stop(TestNode node) {
        TestFutures.get(node.nodeServices().stop(node.id(), FLAKY.service()), TIMEOUT);
    }
}
