package io.busbar.bus.lane;

import static io.busbar.bus.lane.SpecimenOperations.ADMINISTER;
import static io.busbar.bus.lane.SpecimenOperations.HURRIED;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static io.busbar.bus.lane.SpecimenOperations.SPECIMEN;
import static io.busbar.bus.lane.SpecimenOperations.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Call;
import io.busbar.bus.Handler;
import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The specimen service: answers what it is told, unless the test says what else to do. */
final class Specimen extends ServiceVerticle {
    private final String node;
    private final Queue<Call<Answered>> calls = new ConcurrentLinkedQueue<>();
    private volatile Handler<Words, Answered> behaviour;

    Specimen(Kernel kernel) {
        super(SPECIMEN, kernel);
        this.node = kernel.node();
        this.behaviour = echo();
    }

    @Override
    protected void wire() {
        on(READ, this::handle);
        on(HURRIED, this::handle);
        on(WRITE, this::handle);
        on(ADMINISTER, this::handle);
    }

    /** What to do with every call from now on. */
    void does(Handler<Words, Answered> handler) {
        behaviour = handler;
    }

    /** Back to what it does by itself. */
    void reset() {
        behaviour = echo();
        calls.clear();
    }

    /** The calls that got as far as a handler. */
    List<Call<Answered>> calls() {
        return List.copyOf(calls);
    }

    /** The one call that got as far as a handler. */
    Call<Answered> onlyCall() {
        assertThat(calls).hasSize(1);
        return calls.element();
    }

    /** Does it where this instance works. */
    <T> Future<T> onItsLoop(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> work.get().onComplete(done));
        return done.future();
    }

    private Handler<Words, Answered> echo() {
        return (words, call) -> Future.succeededFuture(new Answered(words.text(), node));
    }

    private Future<Answered> handle(Words words, Call<Answered> call) {
        calls.add(call);
        return behaviour.handle(words, call);
    }
}
