package io.busbar.node;

import static io.busbar.bus.Access.anyone;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Event;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobRun;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A service for the tests of services that start and stop: it says on which node it runs, and notes deliveries and steps in tables. */
final class ProbeService {
    static final Contract PROBE = Contract.of("probe", "Says where it runs.").holdsNoPersonalData();

    static final Event<Noted> NOTED = PROBE.event("noted", "A number was noted.", Noted.class);

    static final Job<Count> COUNT = PROBE.job("count", "Counts to a number.", Count.class);

    static final Operation<Empty, Where> WHERE = PROBE.get("where", "/probe")
            .summary("Say where it runs")
            .allow(anyone())
            .returns(Where.class);

    static final Operation<Empty, Where> WAIT = PROBE.get("wait", "/probe/wait")
            .summary("Say it when the gate opens")
            .allow(anyone())
            .timeout(Duration.ofSeconds(20))
            .returns(Where.class);

    static final Operation<Noted, Noted> NOTE = PROBE.post("note", "/probe")
            .summary("Note a number")
            .allow(anyone())
            .tier(RateTier.GENERAL)
            .takes(Noted.class)
            .creates(Noted.class);

    static final Operation<Count, JobDetails> START = PROBE.post("count", "/probe/count")
            .summary("Count to a number")
            .allow(anyone())
            .takes(Count.class)
            .starts(COUNT);

    static final String TABLES = """
        create schema probe;
        create table probe.delivered (number int not null, node text not null);
        create table probe.counted (number int not null, node text not null)""";

    record Where(String node) {}

    record Noted(int number) {}

    record Count(int next, int last) {}

    /** Calls that wait for the gate. */
    final AtomicInteger waiting = new AtomicInteger();

    private final Promise<Void> gate = Promise.promise();

    /** The service as one of a node. */
    AddedService added() {
        return new AddedService(PROBE, ProbeVerticle::new);
    }

    void openGate() {
        gate.complete();
    }

    private final class ProbeVerticle extends ServiceVerticle {
        private final String node;

        ProbeVerticle(ServiceContext serviceContext) {
            super(PROBE, serviceContext);
            this.node = serviceContext.cluster().nodeId();
        }

        @Override
        protected void configure() {
            on(WHERE, (request, call) -> Future.succeededFuture(new Where(node)));
            on(WAIT, (request, call) -> {
                waiting.incrementAndGet();
                return gate.future().map(open -> new Where(node));
            });
            on(
                    NOTE,
                    (noted, call) -> call.change(tx -> {
                        tx.publish(NOTED, UUID.randomUUID().toString(), noted);
                        return Future.succeededFuture(noted);
                    }));
            on(START, (count, call) -> call.change(tx -> tx.startJob(COUNT, null, count)));
            subscribe(new Subscriber("probe.notes")
                    .on(
                            NOTED,
                            (tx, envelope) -> tx.query(
                                    "insert into probe.delivered values ($1, $2)",
                                    Tuple.of(envelope.payload().number(), node))));
            run(
                    COUNT,
                    (tx, run) -> tx.query(
                                    "insert into probe.counted values ($1, $2)",
                                    Tuple.of(run.state().next(), node))
                            .map(written -> next(run)));
        }

        private static JobOutcome next(JobRun<Count> run) {
            Count state = run.state();
            return state.next() == state.last()
                    ? run.done()
                    : run.nextAfter(
                            Duration.ofMillis(20), new Count(state.next() + 1, state.last()), state.next(), (long)
                                    state.last());
        }
    }
}
