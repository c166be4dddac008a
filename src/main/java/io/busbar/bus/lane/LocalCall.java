package io.busbar.bus.lane;

import io.busbar.bus.Caller;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.json.RequestReader;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/** A call from this JVM. Records pass as they are: the compiler has checked them, and a front what they hold. */
record LocalCall(Message<Object> message, LocalRequest handed) implements IncomingCall {
    @Override
    public @Nullable String action() {
        return message.headers().get(Wire.ACTION);
    }

    @Override
    public Caller caller(Operation<?, ?> operation) {
        return handed.caller();
    }

    @Override
    public <I> I request(Operation<I, ?> operation, RequestReader<I> reader) {
        return operation.request().cast(handed.request());
    }

    @Override
    public void answer(Operation<?, ?> operation, Caller caller, Reply<?> reply) {
        message.reply(reply, LocalCodec.options());
    }

    @Override
    public void fail(FailureReply failure) {
        message.reply(failure);
    }
}
