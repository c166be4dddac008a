package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.ADMINISTER;
import static io.busbar.bus.rpc.EchoOperations.ECHO;
import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;
import static io.busbar.bus.rpc.EchoOperations.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Call;
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

/** The echo service: returns the request, unless a test sets another behavior. */
final class EchoVerticle extends ServiceVerticle {
    private final String node;
    private final Queue<Call<EchoResponse>> calls = new ConcurrentLinkedQueue<>();
    private volatile OperationHandler<EchoRequest, EchoResponse> behavior;

    EchoVerticle(ServiceContext serviceContext) {
        super(ECHO, serviceContext);
        this.node = serviceContext.cluster().nodeId();
        this.behavior = echo();
    }

    @Override
    protected void configure() {
        on(READ, this::handle);
        on(READ_SHORT_DEADLINE, this::handle);
        on(WRITE, this::handle);
        on(ADMINISTER, this::handle);
    }

    /** Sets the behavior for all calls from now on. */
    void setBehavior(OperationHandler<EchoRequest, EchoResponse> operationHandler) {
        behavior = operationHandler;
    }

    /** Restores the default behavior. */
    void reset() {
        behavior = echo();
        calls.clear();
    }

    /** Returns the calls that reached a handler. */
    List<Call<EchoResponse>> calls() {
        return List.copyOf(calls);
    }

    /** Returns the only call that reached a handler. */
    Call<EchoResponse> onlyCall() {
        assertThat(calls).hasSize(1);
        return calls.element();
    }

    /** Runs an action on this instance's context. */
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
