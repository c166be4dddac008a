package io.busbar.bus.lane;

import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Operation;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.function.Function;

/** A call while its handler works on it; remembers whether the answer is a repetition. */
final class ServedCall<O> implements Call<O> {
    private final Operation<?, O> operation;
    private final Caller caller;
    private final Changes changes;
    private boolean replayed;

    ServedCall(Operation<?, O> operation, Caller caller, Changes changes) {
        this.operation = operation;
        this.caller = caller;
        this.changes = changes;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public Future<O> change(Function<Tx, Future<O>> work) {
        return changes.once(caller, operation, work).map(reply -> {
            replayed = reply.replayed();
            return reply.answer();
        });
    }

    boolean replayed() {
        return replayed;
    }
}
