package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.ADMINISTER;
import static io.busbar.bus.rpc.EchoOperations.ECHO;
import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;
import static io.busbar.bus.rpc.EchoOperations.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Call;
import io.busbar.bus.OperationHandler;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The echo service: answers what it is told, unless the test says what else to do. */
final class EchoVerticle extends ServiceVerticle {
    private final String node;
    private final Queue<Call<EchoResponse>> calls = new ConcurrentLinkedQueue<>();
    private volatile OperationHandler<EchoRequest, EchoResponse> behavior;

    EchoVerticle(ServiceContext serviceContext) {
        super(ECHO, serviceContext);
        this.node = serviceContext.nodeId();
        this.behavior = echo();
    }

    @Override
    protected void configure() {
        on(READ, this::handle);
        on(READ_SHORT_DEADLINE, this::handle);
        on(WRITE, this::handle);
        on(ADMINISTER, this::handle);
    }

    /** What to do with every call from now on. */
    void setBehavior(OperationHandler<EchoRequest, EchoResponse> operationHandler) {
        behavior = operationHandler;
    }

    /** Back to what it does by itself. */
    void reset() {
        behavior = echo();
        calls.clear();
    }

    /** The calls that got as far as a handler. */
    List<Call<EchoResponse>> calls() {
        return List.copyOf(calls);
    }

    /** The one call that got as far as a handler. */
    Call<EchoResponse> onlyCall() {
        assertThat(calls).hasSize(1);
        return calls.element();
    }

    /** Does it where this instance works. */
    <T> Future<T> runOnContext(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> work.get().onComplete(done));
        return done.future();
    }

    private OperationHandler<EchoRequest, EchoResponse> echo() {
        return (echoRequest, call) -> Future.succeededFuture(new EchoResponse(echoRequest.text(), node));
    }

    private Future<EchoResponse> handle(EchoRequest echoRequest, Call<EchoResponse> call) {
        calls.add(call);
        return behavior.handle(echoRequest, call);
    }
}
